"""The week in figures of the registry: how many were over a cap, and how many left."""

from __future__ import annotations

from reports.document import Section
from reports.pages.board import gauges
from reports.store import Store
from reports.words import Words

FIGURES = (
    "touch_cap_breach_share", "touch_cap_breach_share_30d", "group_cap_breach_share",
    "members_over_mass_quota", "touch_fatigue_rate", "group_quit_rate", "friend_deletion_rate_7d",
    "negative_feedback",
)  # fmt: skip


def section(store: Store) -> Section:
    """Caps first, then what too many messages do."""
    title = Words("一周：超过上限多少，走了多少人", "The week: how much over the caps, how many left")
    return Section(title, gauges(store, "week", FIGURES))
