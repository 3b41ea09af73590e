"""Leaders of group buying as the operator sees them: how they do, who needs help, and what hangs on few."""

from __future__ import annotations

from reports.contents import entry
from reports.document import Page, Section
from reports.pages.board import gauges
from reports.pages.leaders import commission, communities, people
from reports.store import Store
from reports.words import Words

TABLES = (
    "kpi.leader_scorecard_monthly", "kpi.leader_commission_monthly", "core.dim_community", "kpi.kpi_value",
    "kpi.dim_metric",
)  # fmt: skip
LEADING = (
    "leader_count", "leader_day_sales", "leader_score", "leader_care_rate", "leader_complaint_rate",
    "leader_rating", "leader_response_minutes_mean", "leader_retention_3m", "leader_commission",
    "leader_concentration", "leader_top_fifth_share",
)  # fmt: skip


def page(store: Store) -> Page:
    """Figures of all leaders, those who need care, every leader, communities, commissions."""
    told = entry("leaders")
    sections = [
        Section(Words("全体团长", "All leaders"), gauges(store, "month", LEADING)),
        *people.sections(store),
        communities.section(store),
        commission.section(store),
    ]
    return Page("leaders", told.title, told.asks, sections)
