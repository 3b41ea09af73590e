"""Identity health: changes of who is who, what guards barred, what waits, how much is known of whom."""

from __future__ import annotations

from reports.contents import entry
from reports.document import Note, Page, Section
from reports.pages import monthly
from reports.pages.board import gauges
from reports.pages.identity import coverage, daily, found, standing
from reports.pages.identity.observed import HEALTH, observed
from reports.store import Store
from reports.words import Words

TABLES = (HEALTH, coverage.COVERAGE, found.REVIEW, *monthly.TABLES)
RATES = ("ticket_match_rate", "merge_conflict_rate")
SILENT = Note(Words("本版本没有会员识别的数据。", "This version publishes nothing of identity."))


def page(store: Store) -> Page:
    """What stands today, how much is known of whom, what changed, what was barred, and cars."""
    told, as_of = entry("identity"), store.edition().as_of_date
    rows = observed(store, as_of)
    today = [row for row in rows if row["day"] == as_of]
    sections = [
        standing.section(today, as_of),
        coverage.section(store, as_of),
        daily.changes(rows),
        found.guards(today),
        standing.identifiers(today),
        found.review(store),
        found.decisions(today),
        daily.plates(rows),
    ]
    shown = [section for section in sections if section.blocks] or [Section(told.title, [SILENT])]
    rates = Section(Words("先看这几项", "First of all"), gauges(store, "week", RATES))
    return Page("identity", told.title, told.asks, [*([rates] if rates.blocks else []), *shown])
