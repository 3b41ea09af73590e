"""What the kinds that members fall into are called, where the store carries codes alone."""

from __future__ import annotations

from collections.abc import Mapping

from reports.words import Words, same

UNKNOWN = "unknown"
NEW = Words("新进", "New")
# Outermost first; `none` are those whose activity lapsed.
RINGS = {
    "outer": Words("辐射层", "Outer ring"),
    "middle": Words("互动层", "Middle ring"),
    "inner": Words("共创层", "Inner ring"),
    "none": Words("无圈层", "No ring"),
}
# What has to be kept first, what is lost last.
SEGMENTS = {
    "champions": Words("冠军客户", "Champions"),
    "loyal": Words("忠诚客户", "Loyal"),
    "potential_loyalist": Words("潜力忠诚", "Potential loyalist"),
    "new_customers": Words("新客户", "New customers"),
    "promising": Words("有望客户", "Promising"),
    "need_attention": Words("需要关注", "Need attention"),
    "about_to_sleep": Words("即将沉睡", "About to sleep"),
    "cannot_lose": Words("不可流失", "Cannot lose"),
    "at_risk": Words("流失风险", "At risk"),
    "hibernating": Words("休眠客户", "Hibernating"),
    "lost": Words("已流失", "Lost"),
}
TRAITS = {
    "champions": Words("近期买过、买得勤、花得多", "Bought lately and often, spend most"),
    "loyal": Words("买得勤，来得不算久", "Buy often, not long ago"),
    "potential_loyalist": Words("近期买过，次数不多", "Bought lately, a few times"),
    "new_customers": Words("刚买过一次", "Bought once, just now"),
    "promising": Words("不久前买过一次", "Bought once, not long ago"),
    "need_attention": Words("近度与频度都居中", "In the middle by recency and frequency"),
    "about_to_sleep": Words("次数少，有一阵没来", "Few purchases, some time ago"),
    "cannot_lose": Words("曾经又勤又多，久未再买", "Once frequent and high spenders, long away"),
    "at_risk": Words("曾经常买，久未再买", "Once frequent, long away"),
    "hibernating": Words("次数少，很久没来", "Few purchases, long away"),
    "lost": Words("只买过一次，最久没来", "Bought once, away longest"),
}
STEPS = {
    "join": Words("入会", "Join"),
    "claim_coupon": Words("领券", "Claim a coupon"),
    "sign_up": Words("报名活动", "Sign up for an event"),
    "visit": Words("到场", "Visit"),
    "refer": Words("推荐朋友", "Refer a friend"),
    "return_offer": Words("回归礼", "Offer for a return"),
}
GOALS = {
    "join": Words("入会", "Join"),
    "first visit after joining": Words("入会后首次到场", "First visit after joining"),
    "second purchase-day": Words("第二次消费", "Second purchase-day"),
    "more visits in 90 days": Words("90 天内多来", "More visits in 90 days"),
    "keep and recommend": Words("留住并推荐", "Keep and recommend"),
    "return visit": Words("回来", "Return visit"),
}
TRADES = {
    "beauty": Words("美妆", "Beauty"),
    "cinema": Words("影院", "Cinema"),
    "coffee": Words("咖啡", "Coffee"),
    "dining": Words("餐饮", "Dining"),
    "fashion": Words("服饰", "Fashion"),
    "kids": Words("儿童", "Kids"),
    "sport": Words("运动", "Sport"),
    "supermarket": Words("超市", "Supermarket"),
}
MALL_TYPES = {
    "city": Words("城市型", "City"),
    "regional": Words("区域型", "Regional"),
    "community": Words("社区型", "Community"),
}


def called(code: str | None, names: Mapping[str, Words]) -> Words:
    """A code in words; one that is new reads as it stands."""
    if code is None or code == UNKNOWN:
        return Words("未知", "Unknown")
    return names.get(code, same(code.replace("_", " ")))


def mall_called(mall_id: str, names: Mapping[str, str]) -> Words:
    """A mall by its name (with its code where two are called alike), all together, or none known."""
    if mall_id == "ALL":
        return Words("全部商场", "All malls")
    if mall_id == UNKNOWN:
        return Words("商场未知", "No known mall")
    name = names.get(mall_id, mall_id)
    is_shared = sum(one == name for one in names.values()) > 1
    return same(f"{name} ({mall_id})" if is_shared else name)
