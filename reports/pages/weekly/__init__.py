"""The Monday board: ten figures in three families, what to do about them, and what was restated since."""

from __future__ import annotations

from datetime import date

from reports.contents import entry
from reports.document import Page
from reports.pages.weekly import alerts, entries, malls, restated
from reports.pages.weekly.board import Standing, fallen_most, families, standings
from reports.pages.weekly.targets import targets
from reports.store import Store
from reports.words import Words, week

TABLES = (
    "kpi.weekly_board", "kpi.kpi_value", "kpi.dim_metric", "kpi.entry_funnel_weekly", "kpi.kpi_restatement",
    "kpi.alert", "kpi.role", "kpi.playbook", "core.dim_mall", "core.dim_target", "core.dim_entry",
)  # fmt: skip

# The review on Monday reads the week that ended on Sunday.
NEWEST_WEEK = "select max(week_start) as week_start from kpi.weekly_board where week_start <= $as_of - 6"


def page(store: Store) -> Page:
    """The newest week that is over; without one, the page says so."""
    title = entry("weekly").title
    monday = newest_week(store)
    if monday is None:
        return Page("weekly", title, Words("还没有完整的一周。", "No week is complete yet."), [])
    aims = targets(store, monday)
    board = standings(store, monday)
    sections = [
        *families(board, aims, store.currency_symbol()),
        *alerts.section(store),
        *malls.section(store, board, monday, aims),
        *entries.section(store, monday),
        *restated.section(store, board, monday),
    ]
    return Page("weekly", title, _lead(monday, board), sections)


def newest_week(store: Store) -> date | None:
    """The Monday of the newest week that is over."""
    found: date | None = store.ask(NEWEST_WEEK, as_of=store.edition().as_of_date)[0]["week_start"]
    return found


def _lead(monday: date, board: list[Standing]) -> Words:
    told, most = week(monday), fallen_most(board)
    if most is None:
        return told
    name, change = most
    return Words(
        f"{told.zh}。跌得最多的是{name.zh}（{change.zh}）。",
        f"{told.en}. The biggest drop: {name.en} ({change.en}).",
    )
