"""Day by day, and the months before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from reports.document import Block, Cell, Column, Section, Table, of_column
from reports.leader import Document, Row
from reports.pages.leader.statement import tiers_table
from reports.vocabulary.community import LEADER_STATES, TONES, worded
from reports.words import Words

DAYS, SCORES, STATEMENTS = (
    "kpi.leader_dashboard", "kpi.leader_scorecard_monthly", "kpi.leader_commission_monthly"
)  # fmt: skip
OF_DAY = {
    "orders": (Words("订单", "Orders"), "count"),
    "buyers": (Words("下单人数", "Buyers"), "count"),
    "new_buyers": (Words("新客", "New"), "count"),
    "net_fen": (Words("净销售额", "Net sales"), "cents"),
    "refund_fen": (Words("退款", "Refunds"), "cents"),
    "month_net_fen": (Words("本月累计净额", "Month to date"), "cents"),
    "month_commission_fen": (Words("累计佣金", "Commission to date"), "cents"),
    "ratings": (Words("评价", "Ratings"), "count"),
    "stars": (Words("星级合计", "Stars"), "count"),
    "complaints": (Words("投诉", "Complaints"), "count"),
    "responses": (Words("已回应", "Answered"), "count"),
}


def days_table(document: Document) -> Iterator[Section]:
    """The newest month's days, the last one first."""
    title = Words("每天", "Day by day")
    if document["days"]:
        yield Section(title, [_days("days", title, document["days"], folded=False)])


def past(told: dict[date, Document]) -> Iterator[Section]:
    """A line a month, and what lies behind the earlier ones."""
    earlier = {month: document for month, document in list(told.items())[1:] if any(document.values())}
    if not earlier:
        return
    days = [row for document in earlier.values() for row in reversed(document["days"])]
    tiers = [
        {"month_start": month, **row} for month, document in earlier.items() for row in document["tiers"]
    ]
    blocks: list[Block] = [_months(told)]
    if days:
        blocks.append(
            _days(
                "earlier_days", Words("往月每天", "Days of earlier months"), days, folded=True, turned=False
            )
        )
    if tiers:
        blocks.append(tiers_table("earlier_tiers", tiers, folded=True))
    yield Section(Words("各月", "Month by month"), blocks)


def _days(name: str, title: Words, rows: Sequence[Row], *, folded: bool, turned: bool = True) -> Table:
    columns = [
        Column("business_date", Words("日期", "Day"), "date"),
        *(Column(key, label, unit, source=of_column(DAYS, key)) for key, (label, unit) in OF_DAY.items()),
    ]
    return Table(name, title, columns, list(reversed(rows)) if turned else rows, folded=folded)


def _months(told: dict[date, Document]) -> Table:
    columns = [
        Column("month_start", Words("月份", "Month"), "month"),
        *(
            Column(key, label, "cents", source=of_column(STATEMENTS, key))
            for key, label in {
                "net_fen": Words("净销售额", "Net sales"),
                "statement_fen": Words("结算单合计", "Statement"),
                "payout_fen": Words("应付佣金", "To be paid"),
            }.items()
        ),
        Column("score", Words("得分", "Score"), "number", source=of_column(SCORES, "score")),
        Column("state", Words("状态", "State"), source=of_column(SCORES, "state")),
    ]
    rows = [_month(month, document) for month, document in told.items()]
    return Table("months", Words("各月", "Month by month"), columns, rows)


def _month(month: date, document: Document) -> Row:
    row: Row = {"month_start": month}
    for paid in document["statement"]:
        for key in ("net_fen", "statement_fen", "payout_fen"):
            row[key] = Cell(paid[key], "cents", paid["null_reason"])
    for card in document["scorecard"]:
        row["score"] = Cell(card["score"], "number", card["null_reason"])
        row["state"] = Cell(worded(LEADER_STATES, card["state"]), tone=TONES.get(card["state"] or "", ""))
    return row
