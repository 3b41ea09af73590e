"""Touch policy: who is messaged too often, which rules are broken, and which duties run out of time.

Members are counted by layer and mall; none is named.
"""

from __future__ import annotations

from reports.contents import entry
from reports.document import Page
from reports.pages.touch import caps, groups, leaves, rhythm, timers
from reports.store import Store

TABLES = (
    "kpi.touch_policy_daily", "kpi.content_rhythm_weekly", "kpi.sop_timer_daily", "kpi.kpi_value",
    "kpi.dim_metric", "core.dim_group", "core.dim_staff", "core.dim_mall", "core.dim_layer",
)  # fmt: skip


def page(store: Store) -> Page:
    """How many are over a cap and what it costs; then members, groups, content and timers."""
    told = entry("touch")
    sections = [
        leaves.section(store), caps.section(store), groups.section(store), rhythm.section(store),
        timers.section(store),
    ]  # fmt: skip
    return Page("touch", told.title, told.asks, sections)
