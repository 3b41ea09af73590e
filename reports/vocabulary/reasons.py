"""Why a figure is missing, in words: the codes are part of the published contract."""

from __future__ import annotations

from reports.experiments.invalid import why_invalid
from reports.vocabulary.feeds import feed_name
from reports.words import Words, same

PLAIN = {
    "not_in_registry": Words(
        "来源已接入，指标尚未登记", "The source is connected; the metric is not registered yet"
    ),
    "empty_denominator": Words(
        "分母为零，本期没有可比的对象", "Nothing to divide by: the denominator is zero"
    ),
    "nobody": Words("没有这样的会员", "There is nobody of this kind"),
    "immature": Words("观察期未满", "Still maturing"),
    "small_cell": Words(
        "人太少或可由合计推出，不予公开", "Withheld: too few people, or they could be worked out"
    ),
    "households_withheld": Words("户数不予公开", "The number of households is withheld"),
    "too_few": Words("样本太少，不下结论", "Too few to tell"),
    "left": Words("已离任", "Has left"),
    "below_tenure": Words("任期未满", "Not long enough in office"),
    "not_approved": Words("尚未通过审核", "Not approved yet"),
    "unknown_leader": Words("团长档案中没有", "Not in the register of leaders"),
    "unknown_community": Words("社区等级未知", "The community's tier is not known"),
    "no_ticket": Words("核销没有对应小票", "No ticket goes with the redemptions"),
    "nobody_came": Words("无人到场", "Nobody came"),
    "no_tickets": Words("没有消费", "Nothing was bought"),
    "unknown_benefit": Words("权益未登记成本", "The benefit's cost is not known"),
    "no_control": Words("没有对照组", "No control group"),
    "no_interval": Words("实验没有给出范围", "The experiment gives no range"),
    "no_cost": Words("没有成本", "No cost is told"),
    "no_campaign": Words("没有关联营销活动", "No campaign goes with it"),
    "no_other_pack": Words("当天没有别的分层包", "No other pack on that day"),
    "no_footfall_of_an_entry": Words("客流不按入口计数", "Footfall is not counted for an entry"),
    "no_such_week": Words("无数据", "no figures"),
    "no_target": Words("未设", "not set"),
    "looks_go_on": Words("到期后才能读", "To be read once it is over"),
    "control_of_several_events": Words("对照组由多场活动共用", "The control group serves several events"),
}


def reason(code: str | None) -> Words:
    """Why a figure is missing, out of the code the store carries."""
    if not code:
        return Words("未发布", "not published")
    kind, _, rest = code.partition(":")
    if kind == "immature_until":
        return Words(f"观察期未满，{rest} 起可读", f"Still maturing; readable from {rest}")
    if kind == "feed_absent":
        feeds = [feed_name(feed.strip()) for feed in rest.split(",")]
        return Words(
            "尚未接入来源：" + "、".join(feed.zh for feed in feeds),
            "Source not connected yet: " + ", ".join(feed.en for feed in feeds),
        )
    if code in PLAIN:
        return PLAIN[code]
    told = why_invalid(rest if kind == "invalid" else code)
    # Inside a sentence there, a sentence of its own here.
    return Words(told.zh, told.en[:1].upper() + told.en[1:]) if told else same(code)
