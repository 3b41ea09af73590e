"""Neighbourhoods: which buildings buy, what each community prefers, pick-up and stock, and how they stand."""

from __future__ import annotations

from reports.contents import entry
from reports.document import Page, Section
from reports.pages.board import gauges
from reports.pages.neighbourhood import buildings, categories, pickup, standing, stock
from reports.store import Store
from reports.words import Words

TABLES = (
    "kpi.building_heatmap_weekly", "kpi.category_index_monthly", "kpi.fulfilment_sla_daily",
    "kpi.inventory_health_daily", "kpi.loop_checklist_monthly", "kpi.community_board_monthly",
    "core.dim_community", "kpi.kpi_value", "kpi.dim_metric", "core.dim_mall",
)  # fmt: skip
LEADING = (
    "community_penetration_rate", "pickup_stale_rate", "pickup_missed_rate", "express_in_time_rate",
    "oversold_order_rate", "inventory_turnover", "slow_mover_value_rate", "stock_late_rate",
)  # fmt: skip
OF_AMOUNTS = ("inventory_turnover", "slow_mover_value_rate")  # shares and turns of stock at cost


def page(store: Store) -> Page:
    """Figures of all communities, then buildings, categories, pick-up, stock, and the monthly boards."""
    told = entry("neighbourhood")
    sections = [
        Section(Words("全部社区", "All communities"), gauges(store, "month", LEADING, of_money=OF_AMOUNTS)),
        buildings.section(store),
        categories.section(store),
        pickup.section(store),
        stock.section(store),
        *standing.sections(store),
    ]
    return Page("neighbourhood", told.title, told.asks, sections)
