"""Everything of a member row by row: tables that stand folded at the end of the page."""

from __future__ import annotations

from typing import Any

from reports.member import words as w
from reports.member.questions import Row
from reports.member.tables import Column, Table, choice, day, money, number, table, text
from reports.words import Words, same


def records(document: dict[str, Any], symbol: str, layers: dict[str, Words]) -> list[Table]:
    """Everything row by row."""
    made = [
        table("tickets", Words("小票", "Tickets"), document["tickets"], [
            day("business_date", "日期", "Day"), text("shop_name", "店铺", "Shop"),
            choice("shop_category", "品类", "Category", w.CATEGORIES),
            choice("ticket_kind", "类型", "Kind", w.ROLES), text("ticket_no", "票号", "Number"),
            money("net_fen", "净额", "Net", symbol),
        ]),
        table("visit_days", Words("到店日", "Visit days"), document["visit_days"], [
            day("business_date", "日期", "Day"), text("mall_id", "商场", "Mall"),
            Column("evidence", Words("依据", "Evidence"), lambda value: w.listed(value, w.EVIDENCE)),
            choice("layer", "当日分层", "Layer on the day", layers),
            number("days_since_previous", "间隔天数", "Days since"),
        ]),
        table("coupons", Words("券", "Coupons"), document["benefits"], [
            day("state_on", "日期", "Day"), text("name", "权益", "Benefit"),
            text("coupon_code", "券码", "Code"),
            choice("state", "状态", "State", w.STATES), money("face_value_fen", "面值", "Face value", symbol),
            money("cost_fen", "成本", "Cost", symbol),
        ]),
        table("points_entries", Words("积分流水", "Entries of points"), document["points_entries"], [
            day("business_date", "日期", "Day"), choice("reason", "原因", "Reason", w.REASONS),
            text("ref_no", "单号", "Refers to"), day("expires_on", "到期", "Expires"),
            number("change", "变动", "Change"), number("balance_after", "余额", "Balance"),
        ]),
        table("sends", Words("触达明细", "Messages"), document["sends"], [
            day("business_date", "日期", "Day"), choice("channel", "渠道", "Channel", w.CHANNELS),
            text("campaign", "活动", "Campaign"), choice("status", "结果", "Result", w.STATES),
            text("fail_reason", "原因", "Why"), text("experiment_id", "实验", "Experiment"),
            choice("arm", "组", "Arm", w.ARMS),
        ]),
        table("standing", Words("历次状态", "What the member was when"), _standing(document, layers), [
            choice("attribute", "属性", "Attribute", w.ATTRIBUTES), Column("value", Words("值", "Value"),
            _as_told),
            day("valid_from", "自", "From"), day("valid_to", "至", "Until"),
        ]),
        table("history", Words("编号沿革", "History of the id"), document["history"][::-1], [
            day("day", "日期", "Day"), choice("op", "变动", "Change", w.OPS),
            text("from_member", "自", "From"),
            text("to_member", "至", "To"), choice("identifier_type", "标识", "Identifier", w.KINDS),
            text("identifier", "指纹", "Hash"), text("evidence", "依据", "Evidence"),
        ]),
    ]  # fmt: skip
    return [one for one in made if one.rows]


def _standing(document: dict[str, Any], layers: dict[str, Words]) -> list[Row]:
    """Newest first, values in words: which vocabulary is the attribute's matter."""
    vocabularies = w.VALUES | {"layer": layers}
    return [
        row | {"value": w.named(row["value"], vocabularies.get(row["attribute"], {}))}
        for row in sorted(document["standing"], key=lambda row: row["valid_from"], reverse=True)
    ]


def _as_told(value: object) -> Words:
    return value if isinstance(value, Words) else same(str(value))
