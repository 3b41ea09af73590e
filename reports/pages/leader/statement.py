"""The statement of commission, and the tiers from which each amount of it can be worked out again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.document import Block, Cell, Column, Note, Section, Table, of_column
from reports.leader import Document, Row
from reports.vocabulary.community import COMMISSION_PLANS, COMMISSION_TIERS, worded
from reports.words import Words, same

STATEMENT, TIERS = "kpi.leader_commission_monthly", "kpi.leader_commission_tier"
LINES = {
    "net_fen": Words("本月净销售额", "Net sales of the month"),
    "commission_fen": Words("本月佣金", "Commission on them"),
    "adjusted_net_fen": Words("往月净额变动", "Change of earlier months' net sales"),
    "clawback_fen": Words("佣金追回", "Taken back"),
    "back_pay_fen": Words("佣金补发", "Paid back"),
    "statement_fen": Words("结算单合计", "Statement"),
    "payout_fen": Words("应付佣金", "To be paid"),
}
HOW = Words(
    "一个业绩月的佣金 = 各档「计佣基数 × 费率」之和，四舍五入到分一次；"
    "往月只付与上次结算之差。三者相加即结算单合计，结算日过后即为应付。",
    "Commission of an earned month = base × rate, summed over the tiers and rounded to the cent once; "
    "of an earlier month only the difference from the statement before is paid. Together they are the "
    "statement, which is paid once the day of settlement is over.",
)


def statement(document: Document) -> Iterator[Section]:
    """Nothing where the month has no statement."""
    for row in document["statement"]:
        blocks: list[Block] = [Note(_terms(row)), _amounts(row), tiers_table("tiers", document["tiers"])]
        yield Section(Words("结算单", "Statement"), blocks)


def _terms(row: Row) -> Words:
    plan, tier = worded(COMMISSION_PLANS, row["commission_plan"]), worded(COMMISSION_TIERS, row["tier"])
    settled = Words("已结算", "settled") if row["is_settled"] else Words("尚未结算", "not settled yet")
    return Words(
        f"{plan.zh}。到达的档：{tier.zh}。结算日 {row['settled_on']}，{settled.zh}。",
        f"{plan.en.capitalize()}. Tier reached: {tier.en}. Day of settlement {row['settled_on']}, "
        f"{settled.en}.",
    )


def _amounts(row: Row) -> Table:
    lines = [
        {
            "line": name,
            "amount": Cell(row[column], "cents", row["null_reason"], source=of_column(STATEMENT, column)),
        }
        for column, name in LINES.items()
    ]
    columns = [Column("line", Words("项目", "Line")), Column("amount", Words("金额", "Amount"), "cents")]
    return Table("statement", Words("本月结算", "This month's statement"), columns, lines)


def tiers_table(name: str, rows: Sequence[Row], *, folded: bool = False) -> Table:
    """The tiers of one statement, or of several with their month; rates are told exactly."""
    lines = [
        {
            **row,
            "tier": worded(COMMISSION_TIERS, row["tier"]),
            "rate": same(f"{row['rate_bp'] / 100:g}%"),
            "to_fen": Words("以上", "and more") if row["to_fen"] is None else row["to_fen"],
        }
        for row in rows
    ]
    amounts = {
        "from_fen": Words("起", "From"), "to_fen": Words("止", "To"),
        "base_before_fen": Words("上次计佣基数", "Base before"), "base_fen": Words("计佣基数", "Base"),
    }  # fmt: skip
    of_statement = (
        [Column("month_start", Words("结算月", "Statement"), "month")]
        if rows and "month_start" in rows[0]
        else []
    )
    columns = [
        *of_statement,
        Column(
            "earned_month", Words("业绩月", "Earned in"), "month", source=of_column(TIERS, "earned_month")
        ),
        Column("tier", Words("档", "Tier"), source=of_column(TIERS, "tier")),
        Column("rate", Words("费率", "Rate"), source=of_column(TIERS, "rate_bp")),
        *(Column(key, label, "cents", source=of_column(TIERS, key)) for key, label in amounts.items()),
    ]
    title = Words("往月各档", "Tiers of earlier months") if folded else Words("计佣各档", "Tiers")
    return Table(name, title, columns, lines, HOW, folded)
