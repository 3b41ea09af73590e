"""The sections of a member's page as tables: what sums up stands open, what lists everything is folded."""

from __future__ import annotations

from typing import Any

from reports.member import words as w
from reports.member.questions import Row
from reports.member.tables import Column, Table, choice, day, money, number, table, text
from reports.vocabulary.feeds import feed_name
from reports.vocabulary.programmes import GROUPS
from reports.words import NOTHING, Words, same


def digest(document: dict[str, Any], symbol: str) -> list[Table]:
    """What a steward reads first, in the order of the page; empty sections are left out."""
    return [
        one for one in [*_done(document, symbol), *_given(document, symbol), *_known(document)] if one.rows
    ]


def _done(document: dict[str, Any], symbol: str) -> list[Table]:
    return [
        table("visits", Words("到店", "Visits"), document["visits"], [
            text("mall_name", "商场", "Mall"), day("first_on", "首次", "First"),
            day("last_on", "最近", "Last"),
            number("visit_days", "天数", "Days"),
        ]),
        table("benefits", Words("权益", "Benefits"), _by_state(document["benefits"]), [
            choice("state", "状态", "State", w.STATES), day("last_on", "最近", "Last"),
            number("coupons", "张数", "Coupons"), money("face_fen", "面值", "Face value", symbol),
            money("cost_fen", "成本", "Cost", symbol),
        ]),
        table("points", Words("积分", "Points"), document["points_by_reason"], [
            choice("reason", "原因", "Reason", w.REASONS), day("last_on", "最近", "Last"),
            number("entries", "笔数", "Entries"), number("points", "积分", "Points"),
        ]),
        table("orders", Words("社区团购", "Community orders"), document["orders"], [
            text("community_id", "社区", "Community"), text("pickup_point_id", "自提点", "Pickup"),
            text("leader_id", "团长", "Leader"), day("last_on", "最近", "Last"),
            number("orders", "单数", "Orders"),
            money("net_fen", "净额", "Net", symbol),
        ]),
        table("interactions", Words("互动", "Interactions"), document["interactions"], [
            choice("kind", "类型", "Kind", w.REASONS), day("last_on", "最近", "Last"),
            number("times", "次数", "Times"),
            number("valid_times", "有效", "Valid"),
        ]),
        table("events", Words("现场活动", "Events"), document["events"], [
            text("name", "活动", "Event"), day("signed_up_on", "报名", "Signed up"),
            day("checked_in_on", "到场", "Came"), number("companions", "同行", "With"),
        ]),
        table("referrals", Words("推荐", "Referrals"), document["referrals"], [
            choice("relation", "关系", "Relation", w.ROLES), text("member", "会员", "Member"),
            day("referred_on", "日期", "Day"), choice("state", "状态", "State", w.STATES),
            choice("is_valid", "有效", "Valid", w.YES_NO), text("fraud_flags", "疑点", "Signs of abuse"),
        ]),
    ]  # fmt: skip


def _given(document: dict[str, Any], symbol: str) -> list[Table]:
    return [
        table("touch_policy", Words("触达上限", "Touch policy"), document["touch_policy"], [
            choice("rule", "规则", "Rule", w.RULES), day("last_on", "最近触顶", "Last at the cap"),
            number("observed", "次数", "Touches"), number("limit_value", "上限", "Cap"),
            number("days_over", "超限天数", "Days over"),
        ], note=Words("只列触顶或超限的日子。", "Only days at a cap or over it.")),
        table("outreach", Words("触达", "Messages by channel"), document["outreach"], [
            choice("channel", "渠道", "Channel", w.CHANNELS), day("last_on", "最近", "Last"),
            number("messages", "条数", "Sent"), number("reached", "触达", "Reached"),
            number("failed", "失败", "Failed"), number("suppressed", "拦下", "Held"),
        ]),
        table("experiments", Words("实验分组", "Arms of experiments"), document["experiments"], [
            text("experiment_id", "实验", "Experiment"), choice("arm", "组", "Arm", w.ARMS),
            day("assigned_on", "分组日", "Assigned"), day("ends_on", "结束", "Ends"),
            Column("probability", Words("概率", "Share"), lambda value: same(f"{value:.0%}"), is_number=True),
        ]),
        table("groups", Words("社群", "Groups"), document["groups"], [
            choice("group_type", "群", "Group", GROUPS), day("joined_on", "入群", "Joined"),
            choice("how_joined", "方式", "How", w.ROLES), day("left_on", "退群", "Left"),
            choice("how", "原因", "Why", w.ROLES),
        ]),
        table("worth", Words("生命周期价值", "Lifetime value"), document["worth"], [
            money("historic_margin_fen", "已得毛利", "Margin so far", symbol),
            money("expected_margin_fen", "预期毛利", "Expected", symbol),
            Column("p_alive", Words("仍活跃概率", "Still a customer"), _share, is_number=True),
            Column("null_reason", Words("未估原因", "Why not expected"), _unvalued),
        ]),
    ]  # fmt: skip


def _known(document: dict[str, Any]) -> list[Table]:
    return [
        table("tags", Words("标签", "Tags"), document["tags"], [
            choice("tag_source", "来源", "Source", w.ROLES), choice("tag_group", "组", "Group", w.TAG_GROUPS),
            choice("tag", "标签", "Tag", w.TAGS), day("valid_from", "自", "Since"),
        ]),
        table("identifiers", Words("标识", "Identifiers"), document["identifiers"], [
            choice("identifier_type", "类型", "Type", w.KINDS), text("identifier", "指纹", "Hash"),
            choice("role", "角色", "Role", w.ROLES), Column("first_source", Words("来源", "First seen in"),
            _short_feed), day("valid_to", "至", "Until"),
        ]),
        table("shared_with", Words("共用标识", "Identifiers shared"), document["shared_with"], [
            choice("identifier_type", "标识", "Identifier", w.KINDS), text("member", "会员", "With"),
            choice("role", "本会员", "Here", w.ROLES), choice("role_of_member", "对方", "There", w.ROLES),
        ]),
        table("household", Words("家庭", "Household"), _others(document), [
            text("member", "会员", "Member"), text("evidence_kinds", "依据", "Evidence"),
            number("evidence_count", "次数", "Times"), day("valid_from", "自", "Since"),
            day("valid_to", "至", "Until"),
        ]),
        table("vehicles", Words("车辆", "Cars"), document["vehicles"], [
            text("plate", "车牌指纹", "Hash of plate"), choice("role", "角色", "Role", w.ROLES),
            number("stays", "停车", "Stays"), number("members_bound", "绑定会员", "Bound to"),
            day("valid_from", "自", "Since"), day("valid_to", "至", "Until"),
        ]),
    ]  # fmt: skip


def _by_state(coupons: list[Row]) -> list[Row]:
    found: dict[str, Row] = {}
    for one in coupons:
        row = found.setdefault(
            one["state"],
            {"state": one["state"], "last_on": None, "coupons": 0, "face_fen": 0, "cost_fen": None},
        )
        row["coupons"] += 1
        row["face_fen"] += one["face_value_fen"] or 0
        if one["cost_fen"] is not None:
            row["cost_fen"] = (row["cost_fen"] or 0) + one["cost_fen"]
        row["last_on"] = max(filter(None, (row["last_on"], one["state_on"])), default=None)
    return [found[state] for state in w.STATES if state in found]


def _others(document: dict[str, Any]) -> list[Row]:
    return [row for row in document["household"] if row["member"] != document["member_uid"]]


def _share(value: float | None) -> Words:
    return same("—" if value is None else f"{value:.0%}")


def _short_feed(feed: str | None) -> Words:
    """The ordinary name alone: a column of a narrow table has no room for the technical one."""
    if feed is None:
        return NOTHING
    zh, en = feed_name(feed)
    return Words(zh.split("（")[0], en.split(" (")[0])


def _unvalued(code: str | None) -> Words:
    return w.named(code and code.partition(":")[0], w.UNVALUED)
