"""What a leader may see: the published rows that are the leader's own, and no other row is ever asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

Row = dict[str, Any]
Document = dict[str, list[Row]]

MONTHS_SHOWN = 3
LEADERS = """
with told as (
    select leader_id, month_start from kpi.leader_scorecard_monthly
    union
    select leader_id, month_start from kpi.leader_commission_monthly
),

newest as (
    select distinct month_start from told order by month_start desc limit $months
)

select distinct leader_id from told
where month_start in (from newest) and leader_id is not null
order by leader_id
"""


@dataclass(frozen=True)
class Section:
    """A published table of leaders, the column of its month, and what of it is shown."""

    table: str
    month: str
    columns: tuple[str, ...]


# No bound is shown that the scores of others set; a percentile says where one stands, and not where they do.
SECTIONS = {
    "days": Section(
        "kpi.leader_dashboard",
        "date_trunc('month', business_date)",
        (
            "business_date", "orders", "buyers", "new_buyers", "net_fen", "refund_fen", "month_net_fen",
            "month_commission_fen", "ratings", "stars", "complaints", "responses",
        ),
    ),
    "scorecard": Section(
        "kpi.leader_scorecard_monthly",
        "month_start",
        (
            "declared_type", "ruled_types", "sales_value", "sales_percentile", "sales_weight", "growth_value",
            "growth_percentile", "growth_weight", "service_value", "service_percentile", "service_weight",
            "activity_value", "activity_percentile", "activity_weight", "known_weight", "score",
            "null_reason", "title", "state", "state_since",
        ),
    ),
    "statement": Section(
        "kpi.leader_commission_monthly",
        "month_start",
        (
            "settled_on", "is_settled", "commission_plan", "net_fen", "tier", "commission_fen",
            "adjusted_net_fen", "clawback_fen", "back_pay_fen", "statement_fen", "payout_fen", "null_reason",
        ),
    ),
    "tiers": Section(
        "kpi.leader_commission_tier",
        "month_start",
        (
            "earned_month", "from_fen", "to_fen", "tier", "rate_bp", "net_fen", "net_before_fen", "base_fen",
            "base_before_fen",
        ),
    ),
}  # fmt: skip


def leader_document(con: duckdb.DuckDBPyConnection, leader_id: str, month: date) -> Document:
    """Days, scorecard, statement and tiers of one leader's month; empty where nothing is published."""
    return {name: _rows(con, section, leader_id, month) for name, section in SECTIONS.items()}


def leader_ids(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Leaders of whom the newest months tell anything."""
    return [row[0] for row in con.execute(LEADERS, {"months": MONTHS_SHOWN}).fetchall()]


def leader_months(con: duckdb.DuckDBPyConnection, leader_id: str) -> list[date]:
    """The newest months in which the leader has rows of his own, newest first."""
    asked = " union ".join(
        f"select distinct {section.month} as month_start from {section.table} where leader_id = $leader"
        for section in SECTIONS.values()
    )
    found = con.execute(
        f"select month_start::date from ({asked}) order by month_start desc limit $months",
        {"leader": leader_id, "months": MONTHS_SHOWN},
    )
    return [row[0] for row in found.fetchall()]


def _rows(con: duckdb.DuckDBPyConnection, section: Section, leader_id: str, month: date) -> list[Row]:
    columns = ", ".join(section.columns)
    found = con.execute(
        f"select {columns} from {section.table} where leader_id = ? and {section.month} = ? order by all",
        [leader_id, month.replace(day=1)],
    ).fetchall()
    return [dict(zip(section.columns, row, strict=True)) for row in found]
