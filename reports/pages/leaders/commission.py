"""Commissions of all leaders: the statements added up month by month."""

from __future__ import annotations

from reports.document import Column, Section, Table, of_column
from reports.store import Store
from reports.words import Words

STATEMENT = "kpi.leader_commission_monthly"
MONTHS_SHOWN = 13
TOTALS = """
select
    month_start, count(*) as leaders, max(settled_on) as settled_on, sum(net_fen) as net_fen,
    sum(commission_fen) as commission_fen, sum(clawback_fen) as clawback_fen,
    sum(back_pay_fen) as back_pay_fen, sum(statement_fen) as statement_fen,
    case when count(payout_fen) = count(*) then sum(payout_fen) end as payout_fen,
    max(null_reason) as null_reason
from kpi.leader_commission_monthly
group by month_start
order by month_start desc
limit $months
"""
AMOUNTS = {
    "net_fen": Words("净销售额", "Net sales"),
    "commission_fen": Words("本月佣金", "Commission"),
    "clawback_fen": Words("追回", "Taken back"),
    "back_pay_fen": Words("补发", "Paid back"),
    "statement_fen": Words("结算单合计", "Statements"),
    "payout_fen": Words("应付", "To be paid"),
}


def section(store: Store) -> Section:
    """A payout is told once every statement of the month is settled."""
    columns = [
        Column("month_start", Words("月份", "Month"), "month"),
        Column("leaders", Words("结算单", "Statements"), "count"),
        Column(
            "settled_on", Words("结算日", "Settled on"), "date", source=of_column(STATEMENT, "settled_on")
        ),
        *(
            Column(key, label, "cents", "null_reason", of_column(STATEMENT, key))
            for key, label in AMOUNTS.items()
        ),
    ]
    title = Words("佣金", "Commissions")
    return Section(title, [Table("commissions", title, columns, store.ask(TOTALS, months=MONTHS_SHOWN))])
