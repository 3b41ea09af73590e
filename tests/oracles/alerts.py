"""Leaders without orders, and the spells of all alerts, day by day in plain Python."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tests.oracles.parameters import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

__all__ = ["faults"]

QUIET_DAYS: int = PARAMETERS["alert_leader_quiet_days"]
CALM_DAYS: int = PARAMETERS["alert_calm_days"]
# The default clock is eight hours ahead of the times in the warehouse, all year.
CLOCK = timedelta(hours=8)
DAY = timedelta(days=1)


def faults(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """What does not hold in kpi.alert."""
    return [*_quiet_leaders(warehouse), *_spells(warehouse)]


def _quiet_leaders(warehouse: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Days beyond the rule are exactly those that end seven days without an order."""
    expected = set(_quiet_days(warehouse))
    told = warehouse.execute(
        "select object_id, day from kpi.alert where rule_id = 'leader:no_orders' and is_beyond"
    ).fetchall()
    for leader, day in sorted(expected ^ set(told)):
        yield f"leader {leader} on {day}: {'is not told' if (leader, day) in expected else 'has orders'}"


def _quiet_days(warehouse: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, date]]:
    orders: dict[str, set[date]] = defaultdict(set)
    first: date | None = None
    for leader, day, is_cancelled in warehouse.execute(
        "select leader_id, business_date, is_cancelled from core.fct_order_line where leader_id is not null"
    ).fetchall():
        first = min(first or day, day)
        if not is_cancelled:
            orders[leader].add(day)
    if first is None:
        return
    (as_of,) = warehouse.execute("select as_of_date from control.run").fetchall()[0]
    for leader, approved_at, left_at in warehouse.execute(
        "select leader_id, approved_at, left_at from core.dim_leader where is_last_known"
    ).fetchall():
        begun = max(first, _local(approved_at) or first)
        end = min(as_of, (_local(left_at) or as_of + DAY) - DAY)
        day = begun + (QUIET_DAYS - 1) * DAY
        while day <= end:
            if not any(day - back * DAY in orders[leader] for back in range(QUIET_DAYS)):
                yield leader, day
            day += DAY


def _local(at: datetime | None) -> date | None:
    return (at + CLOCK).date() if at else None


def _spells(warehouse: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Walk each alert's rows: a spell begins beyond, closes calm enough, and everything between is one."""
    rows = warehouse.execute(
        "select rule_id, object_id, day, is_beyond, status, opened_on, is_open_now, value is null "
        "from kpi.alert order by rule_id, object_id, day"
    ).fetchall()
    walked: dict[tuple[str, str], list[tuple[date, bool, str, date, bool, bool]]] = defaultdict(list)
    for rule, thing, *row in rows:
        walked[(rule, thing)].append(tuple(row))
    for (rule, thing), days in walked.items():
        for fault in _walk(days):
            yield f"{rule} of {thing}: {fault}"


def _walk(days: list[tuple[date, bool, str, date, bool, bool]]) -> Iterator[str]:
    opened: date | None = None
    beyond: date | None = None
    for place, (day, is_beyond, status, opened_on, is_open_now, is_over) in enumerate(days):
        if opened is None:
            if not is_beyond:
                yield f"{day} opens within the bound"
            opened = day
        beyond = day if is_beyond else beyond
        is_calm = not is_beyond and beyond is not None and (is_over or day - beyond >= CALM_DAYS * DAY)
        if opened_on != opened:
            yield f"{day} says that it opened on {opened_on}, it did on {opened}"
        if (status == "closed") != is_calm and not (is_over and not is_beyond):
            yield f"{day} is {status}, {'calm' if is_calm else 'not calm'} since {beyond}"
        if is_open_now != (place == len(days) - 1 and status != "closed"):
            yield f"{day} is {'' if is_open_now else 'not '}open now"
        if status == "closed":
            opened = beyond = None
