"""Benefits and points: what coupons cost and who bears it, what they bring, and what points are owed."""

from __future__ import annotations

from reports.contents import entry
from reports.document import Page, Section
from reports.pages.benefits import costs, coupons, owed, points, returns
from reports.pages.board import gauges
from reports.store import Store
from reports.words import Words

TABLES = (
    "kpi.benefit_roi_monthly", "kpi.points_liability_monthly", "kpi.points_age_monthly", "kpi.kpi_value",
    "kpi.dim_metric", "core.dim_mall",
)  # fmt: skip
FIGURES = (
    "benefit_cost_fen", "benefit_roi", "benefit_committed_fen", "benefit_block_rate", "benefits_to_retire",
    "coupon_redemption_rate", "coupons_over_issued", "points_inflation_rate", "points_use_rate_30d",
    "points_over_cap",
)  # fmt: skip


def page(store: Store) -> Page:
    """The month's figures; then return, cost, states, and the account of points."""
    told = entry("benefits")
    board = gauges(store, "month", FIGURES, of_money=("benefit_roi",))
    sections = [
        Section(Words("这个月", "The month"), board),
        returns.section(store), costs.section(store), coupons.section(store), points.section(store),
        owed.section(store),
    ]  # fmt: skip
    return Page("benefits", told.title, told.asks, sections)
