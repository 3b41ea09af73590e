"""One table of rows that were, rows that are and rows that stayed: the old table and the new one, told apart.

`temp.<table>` has the columns that figures need and `since_stage`, `until_stage`: the stages at which a
row is there. A row that stayed is there at all of them; when one that differs comes or goes its cause tells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from metrics.restatement.causes import LAST_STAGE, OLD_STAGE
from metrics.restatement.tables import INTERVAL, Columns, Traced
from sources import sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# They go with the connection, and no log is written of them.
PLACE = "temp"
SINCE, UNTIL, KEY = "since_stage", "until_stage", "key_hash"


@dataclass(frozen=True)
class Staged:
    """A table at every stage."""

    traced: Traced
    kept: Columns
    """The columns that were kept of it."""
    times: tuple[str, ...]
    """Expressions of the days that its figures count on; of an interval, the first day."""

    @property
    def name(self) -> str:
        """The table that holds all stages."""
        return staged_name(self.traced.name)

    @property
    def day(self) -> str | None:
        """The day that a row tells of; of several, the first one."""
        return self.times[0] if self.times else None


def staged_name(relation: str) -> str:
    """The table that holds a relation at every stage."""
    return f"{PLACE}.{relation.replace('.', '__')}"


def tell_apart(con: DuckDBPyConnection, staged: Staged, through: date) -> int:
    """Write the staged table, without days from `through` on; returns the rows that differ."""
    traced = staged.traced
    columns, compared = sql.names(traced.columns), sql.names(traced.compared)
    beside = "".join(f", any_value({name}) as {name}" for name in map(sql.name, sorted(traced.beside)))
    key = sql.names(traced.grain or traced.compared)
    old = _side(traced, staged.kept, traced.kept, staged.times, through)
    new = _side(traced, traced.columns, traced.model.rendered, staged.times, through)
    con.execute(f"""
        create or replace temp table {staged.name} as
        select
            {compared}{beside}, hash({key}) as {KEY},
            case when bool_or(is_old) then {OLD_STAGE} else {LAST_STAGE} end as {SINCE},
            case when bool_or(not is_old) then {LAST_STAGE + 1} else {LAST_STAGE} end as {UNTIL}
        from (
            select {columns}, true as is_old from ({old})
            union all
            select {columns}, false as is_old from ({new})
        )
        group by {compared}
    """)
    counted = con.execute(f"select count(*) from {staged.name} where {is_changed()}").fetchone()
    return int(counted[0]) if counted else 0


def is_changed(row: str = "") -> str:
    """The condition under which a row was not there before, or is not any more."""
    return f"({row}{SINCE} > {OLD_STAGE} or {row}{UNTIL} <= {LAST_STAGE})"


def at_stage(staged: str, columns: Iterable[str], stage: int) -> str:
    """The rows of a staged table that are there at one stage."""
    return f"(select {sql.names(columns)} from {staged} where {SINCE} <= {stage} and {UNTIL} > {stage})"


def _side(traced: Traced, there: Columns, relation: str, times: tuple[str, ...], through: date) -> str:
    """The rows of complete days; an interval ends with them, a column that is not there is NULL."""
    day = f"date '{through.isoformat()}'"
    shown = [
        _column(name, kind, there, day if traced.is_interval else None)
        for name, kind in traced.columns.items()
    ]
    early = [f"cast({time} as date) < {day}" for time in times]
    where = f"where coalesce({' or '.join(early)}, true)" if early else ""
    return f"select * from (select {', '.join(shown)} from {relation}) {where}"


def _column(column: str, kind: str, there: Columns, end: str | None) -> str:
    own = sql.name(column)
    if column not in there:
        return f"cast(null as {kind}) as {own}"
    cast = f"cast({own} as {kind})"
    if end and column == INTERVAL[1]:
        cast = f"least({cast}, cast({end} as {kind}))"
    return f"{cast} as {own}"
