"""The month in a few lines: sales, buyers, score, commission, complaints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports.document import Cell, Gauge, Section, of_column
from reports.leader import Document, Row
from reports.words import Words

DAYS, SCORES, STATEMENTS = (
    "kpi.leader_dashboard", "kpi.leader_scorecard_monthly", "kpi.leader_commission_monthly"
)  # fmt: skip


def summary(told: dict[date, Document]) -> Section:
    """The newest month's figures, and the shape of its days."""
    document = told[next(iter(told))]
    gauges = [
        *_statement(document),
        *_counted(document["days"]),
        *_scored(told),
    ]
    return Section(Words("本月", "This month"), gauges)


def _statement(document: Document) -> list[Gauge]:
    """What is settled on a later day is told to date as well."""
    if not document["statement"]:
        return []
    row, days = document["statement"][0], document["days"]
    commission = _history(days, "month_commission_fen")
    return [
        Gauge(
            Words("净销售额", "Net sales"),
            _cell(row, "net_fen", "cents", STATEMENTS),
            history=_history(days, "net_fen"),
            note=Words("付款减退款；曲线为每天。", "Paid less refunded; the line is day by day."),
        ),
        Gauge(
            Words("结算单合计，至今", "Statement to date"),
            _cell(row, "statement_fen", "cents", STATEMENTS),
            history=commission,
        ),
        Gauge(Words("应付佣金", "Commission to be paid"), _cell(row, "payout_fen", "cents", STATEMENTS)),
    ]


def _counted(days: Sequence[Row]) -> list[Gauge]:
    """Sums over the days of what each day counts."""
    if not days:
        return []
    names = {
        "orders": Words("订单", "Orders"),
        "new_buyers": Words("新客", "New buyers"),
        "complaints": Words("投诉", "Complaints"),
    }
    return [
        Gauge(
            name,
            Cell(sum(row[column] or 0 for row in days), "count", source=of_column(DAYS, column)),
            history=_history(days, column),
        )
        for column, name in names.items()
    ]


def _scored(told: dict[date, Document]) -> list[Gauge]:
    """The score, and those of the months before."""
    scores = [document["scorecard"][0] for document in told.values() if document["scorecard"]]
    newest = told[next(iter(told))]["scorecard"]
    if not newest:
        return []
    history = [row["score"] for row in reversed(scores)]
    return [
        Gauge(
            Words("综合得分", "Score"),
            _cell(newest[0], "score", "number", SCORES),
            previous=history[-2] if len(history) > 1 else None,
            direction="up",
            history=history,
        )
    ]


def _history(days: Sequence[Row], column: str) -> list[float | None]:
    return [None if row[column] is None else float(row[column]) for row in days]


def _cell(row: Row, column: str, unit: str, table: str) -> Cell:
    return Cell(row[column], unit, row["null_reason"], source=of_column(table, column))
