"""Events: who came, what it cost and whether it paid; brand events and community rituals apart."""

from __future__ import annotations

from reports.contents import entry
from reports.document import Page, Section
from reports.pages.board import gauges
from reports.pages.events import family, packs, returns
from reports.store import Store
from reports.words import Words

TABLES = (
    "kpi.event_report", "kpi.member_day_pack", "kpi.community_roi", "kpi.kpi_value", "kpi.dim_metric",
    "core.dim_mall", "core.dim_layer", "core.dim_benefit", "core.dim_community",
)  # fmt: skip
FIGURES = (
    "event_participants", "event_attendance_rate", "event_redemption_rate", "event_cost_per_attendee_fen",
    "event_attributed_roi", "event_member_purchase_rate_30d", "event_loop_share", "event_preview_rate",
    "event_sign_up_open_rate",
)  # fmt: skip


def page(store: Store) -> Page:
    """The month's figures, what events returned, then each family, then packs of member days."""
    told = entry("events")
    board = gauges(store, "month", FIGURES, of_money=("event_attributed_roi",))
    sections = [
        Section(Words("这个月", "The month"), board),
        *family.sections(store),
        returns.section(store),
        packs.section(store),
    ]
    return Page("events", told.title, told.asks, sections)
