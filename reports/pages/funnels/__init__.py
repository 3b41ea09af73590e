"""Funnels: where people get lost between the door, a campaign, a task and membership."""

from __future__ import annotations

from reports.contents import entry
from reports.document import Page
from reports.pages.funnels import campaigns, doors, entries, paths, tasks
from reports.store import Store

TABLES = (
    "kpi.entry_funnel_weekly", "kpi.campaign_funnel", "kpi.path_funnel", "kpi.task_chain", "kpi.dim_metric",
    "core.dim_entry", "core.dim_campaign", "core.dim_mall",
)  # fmt: skip


def page(store: Store) -> Page:
    """The whole funnel first; then by entry, campaign, path and task."""
    told = entry("funnels")
    monday = doors.newest_week(store)
    sections = [
        *doors.sections(store, monday),
        *entries.sections(store, monday),
        *campaigns.sections(store),
        *tasks.sections(store),
        *paths.sections(store),
    ]
    return Page("funnels", told.title, doors.lead(store, monday) or told.asks, sections)
