"""Words for the codes of group buying and neighbourhoods; what has none reads as it stands."""

from __future__ import annotations

from reports.words import NOTHING, Words, same

LEADER_STATES = {
    "good": Words("正常", "in good standing"),
    "warning": Words("预警", "warned"),
    "help": Words("帮扶", "being helped"),
    "replace_candidate": Words("待更换", "to be replaced"),
}
LEADER_TYPES = {
    "resource": Words("资源型", "resource"),
    "social": Words("社交型", "social"),
    "service": Words("服务型", "service"),
}
TITLES = {"gold": Words("金牌", "gold"), "silver": Words("银牌", "silver")}
COMMISSION_TIERS = {
    "base": Words("基础档", "base"),
    "silver": Words("银档", "silver"),
    "gold": Words("金档", "gold"),
}
COMMISSION_PLANS = {
    "marginal": Words(
        "分段累进：每档只计落在该档的部分", "marginal: each tier pays for the part that lies in it"
    ),
    "whole_band": Words(
        "整额定档：全部净额按到达的一档计", "whole band: the tier reached pays for all net sales"
    ),
}
PARTS = {
    "sales": (Words("销售", "Sales"), Words("本月净销售额", "net sales of the month"), "cents"),
    "growth": (Words("拓新", "Growth"), Words("本月新客数", "new buyers of the month"), "count"),
    "service": (Words("服务", "Service"), Words("评价平均星级", "mean stars of the ratings"), "number"),
    "activity": (
        Words("活跃", "Activity"),
        Words("老客本月仍购买的占比", "known buyers who bought this month"),
        "ratio",
    ),
}  # fmt: skip
PICKUP_MODES = {
    "pickup": Words("自提点", "pick-up point"),
    "leader_home": Words("团长家", "leader's home"),
    "cabinet": Words("自提柜", "cabinet"),
    "express": Words("即时达", "express"),
}
HOMES = {
    "one_room": Words("一居", "one room"), "two_room": Words("二居", "two rooms"),
    "three_room": Words("三居", "three rooms"), "four_room": Words("四居", "four rooms"),
}  # fmt: skip
FAMILIES = {
    "single": Words("独居", "single"), "couple": Words("二人", "couple"),
    "family": Words("有孩家庭", "family"),
    "senior": Words("老人", "senior"), "three_generations": Words("三代同住", "three generations"),
}  # fmt: skip
STANDINGS = {
    "within": Words("在限内", "within its limits"),
    "warning": Words("预警", "warning"),
    "critical": Words("严重", "critical"),
    "not_judged": Words("未评判", "not judged"),
}
TONES = {"warning": "bad", "critical": "bad", "help": "bad", "replace_candidate": "bad", "within": "good"}


def worded(words: dict[str, Words], code: str | None) -> Words:
    """A code in words."""
    return words.get(code, same(code)) if code else NOTHING


def leader_types(codes: str | None) -> Words:
    """Several types that are told in one column."""
    told = [worded(LEADER_TYPES, code) for code in (codes or "").split(",") if code]
    return Words("、".join(one.zh for one in told), ", ".join(one.en for one in told)) if told else NOTHING
