"""Names of what the published columns hold, in both languages; what has none is shown as it is published."""

from __future__ import annotations

from reports.vocabulary.identity import TYPES
from reports.vocabulary.members import RINGS
from reports.words import NOTHING, Words, same

STAGES = {"day_0_7": Words("0–7 天", "day 0–7"), "day_7_30": Words("7–30 天", "day 7–30"),
          "day_30_90": Words("30–90 天", "day 30–90"),
          "day_90_plus": Words("90 天以上", "day 90+")}  # fmt: skip
SILENCES = {"none": Words("活跃", "none"), "silent": Words("沉默（30 天）", "silent, 30 days"),
            "warning": Words("预警（60 天）", "warning, 60 days"),
            "lost": Words("流失（90 天）", "lost, 90 days")}  # fmt: skip
SEGMENTS = {"champions": Words("重要价值", "champions"), "loyal": Words("忠诚", "loyal"),
            "at_risk": Words("有流失风险", "at risk"),
            "cannot_lose": Words("不可失去", "cannot lose")}  # fmt: skip
TIERS = {"basic": Words("普卡", "basic"), "silver": Words("银卡", "silver"), "gold": Words("金卡", "gold")}
YES_NO = {"True": Words("是", "yes"), "False": Words("否", "no"), "yes": Words("是", "yes"),
          "no": Words("否", "no")}  # fmt: skip
NODES = {
    "join": Words("入会", "Joined"),
    "first_visit": Words("首次到店", "First visit"),
    "first_order_or_points": Words("首单或首次积分", "First order or points"),
    "second_visit": Words("二次到店", "Second visit"),
    "third_repurchase": Words("第三次复购", "Third repurchase"),
    "high_value": Words("高价值", "High value"),
}
STEPS = {
    "join": Words("邀请入会", "Invite to join"),
    "claim_coupon": Words("引导领券，促成首次活跃", "Get the first coupon claimed"),
    "sign_up": Words("邀请报名活动，促成二次消费", "Invite to an event, for a second purchase"),
    "visit": Words("促成更多到店", "Bring back to the mall"),
    "refer": Words("维护并邀请推荐", "Look after, and ask for a referral"),
    "return_offer": Words("以回归礼唤醒", "Wake with an offer to return"),
}
CATEGORIES = {
    "dining": Words("餐饮", "dining"), "coffee": Words("咖啡", "coffee"), "fashion": Words("服饰", "fashion"),
    "supermarket": Words("超市", "supermarket"), "beauty": Words("美妆", "beauty"),
    "kids": Words("亲子", "kids"),
    "sport": Words("运动", "sport"), "cinema": Words("影院", "cinema"),
}  # fmt: skip
EVIDENCE = {"ticket": Words("小票", "ticket"), "redemption": Words("核销", "redemption"),
            "check_in": Words("签到", "check-in"), "parking": Words("停车", "parking"),
            "wifi": Words("Wi-Fi", "Wi-Fi")}  # fmt: skip
STATES = {
    "issued": Words("已发放", "issued"), "claimed": Words("已领取", "claimed"),
    "redeemed": Words("已核销", "redeemed"), "expired": Words("已过期", "expired"),
    "cancelled": Words("已作废", "cancelled"), "refunded": Words("已退回", "refunded"),
    "planned": Words("计划", "planned"), "sent": Words("已发送", "sent"), "failed": Words("失败", "failed"),
    "suppressed": Words("未发（拦下）", "suppressed"), "joined": Words("已入会", "joined"),
    "visited": Words("已到店", "visited"), "superseded": Words("被更早推荐取代", "superseded"),
    "self": Words("自荐", "self"),
}  # fmt: skip
REASONS = {
    "purchase": Words("消费", "purchase"), "adjust": Words("调整", "adjusted"),
    "check_in": Words("签到", "check-in"),
    "sign_up": Words("报名", "sign-up"), "parking_bind": Words("绑定车牌", "car bound"),
    "clawback": Words("退货扣回", "clawed back"), "charity": Words("公益", "charity"),
    "review": Words("评价", "review"), "share": Words("分享", "share"), "referral": Words("推荐", "referral"),
    "redeem_goods": Words("兑换礼品", "goods"), "redeem_fee": Words("抵扣费用", "fees"),
    "expire": Words("过期", "expired"), "login": Words("登录", "login"), "content": Words("内容", "content"),
    "click": Words("点击", "click"), "message": Words("群内发言", "message"), "vote": Words("投票", "vote"),
    "redemption": Words("核销", "redemption"), "inquiry": Words("咨询", "inquiry"),
    "task": Words("任务", "task"),
    "post": Words("发帖", "post"),
}  # fmt: skip
CHANNELS = {
    "mass_private": Words("企微群发（私聊）", "WeCom mass, private"),
    "mass_group": Words("企微群发（社群）", "WeCom mass, groups"),
    "private_chat": Words("私聊", "private chat"), "group_post": Words("群消息", "group post"),
    "subscribe": Words("订阅消息", "subscription"), "push": Words("推送", "push"),
    "sms": Words("短信", "SMS"),
}  # fmt: skip
RULES = {
    "touches_7d": Words("7 天内触达", "Touches in 7 days"),
    "touches_30d": Words("30 天内触达", "Touches in 30 days"),
    "mass_messages_month": Words("当月群发", "Mass messages this month"),
}
ROLES = {
    "owner": Words("本人", "owner"), "shared": Words("共用", "shared"), "blocked": Words("屏蔽", "blocked"),
    "main": Words("主要", "main"), "driver": Words("驾驶人", "driver"), "brought": Words("带来", "brought"),
    "brought_by": Words("由其带来", "brought by"), "declared": Words("申报", "declared"),
    "inferred": Words("推断", "inferred"), "left": Words("退群", "left"), "removed": Words("移出", "removed"),
    "dismissed": Words("群解散", "dismissed"), "invited": Words("受邀", "invited"),
    "invite_link": Words("邀请链接", "link"), "group_code": Words("群码", "group code"),
    "sale": Words("销售", "sale"), "return": Words("退货", "return"),
}  # fmt: skip
ATTRIBUTES = {
    "layer": Words("行为分层", "Layer"), "ring": Words("同心圈", "Ring"), "stage": Words("生命周期", "Stage"),
    "silence": Words("沉默", "Silence"), "tier": Words("等级", "Tier"),
    "segment": Words("RFM 分群", "RFM segment"),
    "high_value": Words("高价值", "High value"),
}  # fmt: skip
VALUES = {"ring": RINGS, "stage": STAGES, "silence": SILENCES, "tier": TIERS, "segment": SEGMENTS,
          "high_value": YES_NO}  # fmt: skip
ARMS = {"control": Words("对照", "control"), "treat": Words("实验", "treatment")}
OPS = {
    "mint": Words("新编号", "new id"), "attach": Words("归入标识", "attached"),
    "merge": Words("合并", "merged"),
    "split": Words("拆分", "split"), "move": Words("改属", "moved"), "detach": Words("移除", "detached"),
    "share": Words("共用", "shared"), "unshare": Words("不再共用", "no longer shared"),
    "block": Words("屏蔽", "blocked"), "unblock": Words("解除屏蔽", "unblocked"),
    "restore": Words("恢复", "restored"), "forget": Words("已遗忘", "forgotten"),
}  # fmt: skip
KINDS = TYPES
TAG_GROUPS = {
    "interest": Words("兴趣", "interest"), "usual_time": Words("常来时段", "usual time"),
    "community": Words("社区", "community"), "pickup_point": Words("自提点", "pickup point"),
    "order_habit": Words("下单习惯", "order habit"), "pickup_habit": Words("自提习惯", "pickup habit"),
    "pickup_time": Words("自提时段", "pickup time"),
}  # fmt: skip
TAGS = CATEGORIES | {
    "morning": Words("上午", "morning"), "noon": Words("中午", "noon"),
    "afternoon": Words("下午", "afternoon"), "evening": Words("晚上", "evening"),
    "quality_life": Words("品质生活", "quality of life"), "price_sensitive": Words("价格敏感", "price"),
    "weekend_stocker": Words("周末囤货", "weekend stocker"), "late": Words("常迟取", "late"),
    "punctual": Words("准时取", "punctual"),
}  # fmt: skip
# Why nothing is expected of somebody; some carry a number after a colon.
UNVALUED = {
    "history_below": Words("历史太短", "history too short"),
    "repeat_members_below": Words("复购会员太少", "too few who repeat"),
    "no_convergence": Words("模型未收敛", "no convergence"),
    "value_mean_infinite": Words("均值不存在", "no finite mean"),
    "margin_unknown": Words("毛利未知", "margin unknown"),
}


def named(value: object, names: dict[str, Words]) -> Words:
    """A published value in words; a dash for none."""
    return NOTHING if value is None else names.get(str(value), same(str(value)))


def listed(value: str | None, names: dict[str, Words]) -> Words:
    """Several values, `;` between them."""
    parts = [named(part, names) for part in (value or "").split(";") if part]
    return Words("、".join(p.zh for p in parts), ", ".join(p.en for p in parts)) if parts else NOTHING
