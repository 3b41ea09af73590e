"""Reports of a family's events in the orders that the page reads them, with their codes in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from reports.document import Row
from reports.store import Store
from reports.vocabulary.members import RINGS
from reports.vocabulary.programmes import CADENCES, EVIDENCE, RETURNS, mall_name, named
from reports.words import Words, same

WORST_DAYS = 90
NEWEST = """
select
    *, cost_benefit_fen + cost_coupon_fen as cost_benefits_fen,
    case when attendees = 0 then 'nobody_came' else attributed_roi_null_reason end as guest_null_reason,
    case when preview_late_days > 0 then 'bad' end as preview_tone,
    case when sign_up_late_days > 0 then 'bad' end as sign_up_tone,
    case when not is_loop_closed then 'bad' end as loop_tone,
    case when is_theme_repeated then 'bad' end as theme_tone
from kpi.event_report as report
where event_kind = $kind
order by held_on desc, event_id
limit $rows
"""
# An event that nobody came to is the worst of all, the dearer the worse.
WORST = """
select
    *, case when attendees = 0 then 'nobody_came' else attributed_roi_null_reason end as guest_null_reason
from kpi.event_report as report
where event_kind = $kind and held_on > $since and cost_fen is not null and attendees is not null
order by attendees = 0 desc, cost_per_attendee_fen desc, cost_fen desc, held_on desc, event_id
limit $rows
"""
COMMUNITIES = (
    "select community_id, name from core.dim_community where is_last_known order by community_id, name"
)


def newest(store: Store, kind: str, limit: int) -> list[Row]:
    """The last events of a family, newest first."""
    return _worded(store, store.ask(NEWEST, kind=kind, rows=limit))


def worst(store: Store, kind: str, limit: int) -> list[Row]:
    """Those of the last days that cost most for each who came."""
    since = store.edition().as_of_date - timedelta(days=WORST_DAYS)
    return _worded(store, store.ask(WORST, kind=kind, since=since, rows=limit))


def _worded(store: Store, rows: Sequence[Row]) -> list[Row]:
    malls = store.mall_names()
    communities = {row["community_id"]: row["name"] for row in store.ask(COMMUNITIES)}
    places = [_place(row, malls, communities) for row in rows]
    held = Counter((row["held_on"], place) for row, place in zip(rows, places, strict=True))
    return [
        {
            **row, "event": same(row["name"] or row["event_id"]), "place": place,
            "label": _label(row, place, is_only=held[row["held_on"], place] == 1),
            "ring_name": named(row["ring"], RINGS), "cadence_name": named(row["cadence"], CADENCES),
            "evidence_name": named(row["evidence"], EVIDENCE), "read": named(row["roi_label"], RETURNS),
        }
        for row, place in zip(rows, places, strict=True)
    ]  # fmt: skip


def _place(row: Row, malls: dict[str, str], communities: dict[str, str]) -> Words:
    community = row["community_id"]
    return same(communities.get(community) or community) if community else mall_name(row["mall_id"], malls)


def _label(row: Row, place: Words, *, is_only: bool) -> Words:
    """Day and place; a place that held several on the day names which."""
    day, rest = f"{row['held_on']:%m-%d}", "" if is_only else f" {row['event_id']}"
    return Words(f"{day} {place.zh}{rest}", f"{day} {place.en}{rest}")
