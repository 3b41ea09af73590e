"""What the programme's codes are called: rules, timers, groups, benefits, events."""

from __future__ import annotations

from collections.abc import Mapping

from reports.store import ALL_MALLS
from reports.words import NOTHING, Words, same

UNKNOWN = Words("未知", "Unknown")
ALL = Words("全部商场", "All malls")

TOUCH_RULES = {
    "touches_7d": Words("7 天触达", "Touches in 7 days"),
    "touches_30d": Words("30 天触达", "Touches in 30 days"),
    "mass_messages_month": Words("当月群发", "Mass messages in a month"),
    "group_messages_day": Words("群每日消息", "Group messages a day"),
}
RHYTHM_RULES = {
    "core_pieces": Words("核心内容", "Core pieces"),
    "crowd_kinds": Words("人群内容种类", "Kinds for the crowd"),
    "light_interactions": Words("轻互动", "Light interactions"),
    "messages_on_fullest_day": Words("最多一天的消息", "Messages on the fullest day"),
}
GROUPS = {
    "parent_child": Words("亲子群", "Parents"),
    "office_lunch": Words("办公午餐群", "Office lunch"),
    "sport": Words("运动群", "Sport"),
    "beauty": Words("美妆群", "Beauty"),
    "benefit": Words("福利群", "Benefits"),
    "new_member": Words("新人群", "New members"),
    "other": Words("其他群", "Other groups"),
}
TIMERS = {
    "first_answer": Words("首次响应", "First answer"),
    "thanks": Words("核销后感谢", "Thanks after redemption"),
    "no_show_contact": Words("爽约跟进", "No-show followed up"),
    "referral_touch": Words("转介绍触达", "Referred friend touched"),
    "recipe": Words("第 3 天食谱", "Recipe on day three"),
}
ROLES = {
    "manager": Words("店长", "Manager"),
    "customer_manager": Words("客户经理", "Customer manager"),
    "guide": Words("导购", "Guide"),
    "service": Words("客服", "Service"),
    "community": Words("社群运营", "Community"),
    "champion": Words("冠军", "Champion"),
}
BENEFIT_CLASSES = {
    "instant": Words("即时", "Instant"),
    "growth": Words("成长", "Growth"),
    "scarce": Words("稀缺", "Scarce"),
}
BENEFIT_TYPES = {
    "acquire": Words("拉新", "Acquire"),
    "activate": Words("激活", "Activate"),
    "repeat": Words("复购", "Repeat"),
    "high_value": Words("高价值", "High value"),
}
BEARERS = {
    "mall": Words("商场", "Mall"),
    "merchant": Words("商户", "Merchant"),
    "platform": Words("平台", "Platform"),
}
COUPON_STATES = {
    "redeemed": Words("已核销", "Redeemed"),
    "claimed": Words("已领未用", "Claimed"),
    "issued": Words("仅发放", "Issued"),
    "expired": Words("已过期", "Expired"),
    "cancelled": Words("已撤销", "Cancelled"),
    "refunded": Words("已退回", "Refunded"),
}
RATES_OF = {
    "benefit": Words("本权益", "The benefit"),
    "type": Words("同类权益", "Its type"),
}
COST_KINDS = {
    "venue": Words("场地", "Venue"),
    "media": Words("媒介", "Media"),
    "labour": Words("人工", "Labour"),
    "goods": Words("物料", "Goods"),
    "message": Words("消息", "Messages"),
    "benefit": Words("权益与核销", "Benefits and coupons"),
}
EVENT_KINDS = {
    "brand_event": Words("品牌活动", "Brand events"),
    "community_ritual": Words("社区仪式", "Community rituals"),
}
CADENCES = {
    "light": Words("轻", "Light"),
    "big": Words("大", "Big"),
    "one_off": Words("单次", "One-off"),
}
RETURNS = {
    "incremental": Words("看增量", "Incremental"),
    "attributed": Words("只有归因", "Attributed only"),
}
EVIDENCE = {
    "randomised": Words("随机", "Randomised"),
    "cluster_randomised": Words("整群随机", "By clusters"),
}
PROGRAMMES = {
    "event": Words("品牌活动", "Brand events"),
    "ritual": Words("社区仪式", "Community rituals"),
}


def named(code: str | None, names: Mapping[str, Words]) -> Words:
    """A code in words; one that is new reads as it stands."""
    if code is None:
        return NOTHING
    return names.get(code, UNKNOWN if code == "unknown" else same(code))


def mall_name(mall_id: str | None, names: Mapping[str, str]) -> Words:
    """A mall as it is called today; some rows have none."""
    if mall_id == ALL_MALLS:
        return ALL
    if mall_id is None or mall_id == "unknown":
        return UNKNOWN
    return same(names.get(mall_id, mall_id))
