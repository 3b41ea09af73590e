"""The figures at each stage between the old tables and the new ones, by the queries that made them.

One cause after another is applied to the old tables, in one order for all; what a figure differs by from one
stage to the next is what the cause did to it, so that the causes add up to the difference, also of a ratio, a
distinct count or a median.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from metrics.observe import observation_sql, take_shares_of_total
from metrics.restatement.causes import LAST_STAGE, OLD_STAGE
from metrics.restatement.difference import SINCE, UNTIL, Staged, at_stage, is_changed, staged_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from metrics.compile import CompiledQuery
    from metrics.definition import MetricDefinition
    from metrics.restatement.graph import Model

OBSERVATION = "temp.stage_observation"
RUN = "temp.stage_run"
_LAST = f"""
    insert into {OBSERVATION}
    select now.*, run.stage
    from control.metric_observation as now
    inner join {RUN} as run using (metric_id, period_kind, dimension)
    where run.is_last and run.is_by_mall = (now.mall_id <> 'ALL')
"""


@dataclass(frozen=True)
class Summed:
    """A table of sums over others: made again at each stage, by the SQL that dbt has run for it."""

    model: Model
    inputs: tuple[Staged, ...]
    compiled: Path

    @property
    def name(self) -> str:
        """The table that holds all stages."""
        return staged_name(self.model.name)


def stages_of(con: DuckDBPyConnection, tables: Collection[Staged]) -> list[int]:
    """The stages at which a row of these tables comes or goes, in order."""
    found: set[int] = set()
    for staged in tables:
        rows = con.execute(
            f"select distinct case when {SINCE} > {OLD_STAGE} then {SINCE} else {UNTIL} end "
            f"from {staged.name} where {is_changed()}"
        ).fetchall()
        found |= {row[0] for row in rows}
    return sorted(found)


def sum_up(con: DuckDBPyConnection, summed: Summed) -> list[int]:
    """Make a table of sums at every stage of its inputs; returns the stages at which it changes."""
    stages = [OLD_STAGE, *stages_of(con, summed.inputs)]
    text = summed.compiled.read_text(encoding="utf-8")
    con.execute(f"drop table if exists {summed.name}")
    for number, (stage, after) in enumerate(zip(stages, [*stages[1:], LAST_STAGE + 1], strict=True)):
        query = text
        for one in summed.inputs:
            query = query.replace(one.traced.model.rendered, at_stage(one.name, one.traced.columns, stage))
        opening = f"create temp table {summed.name} as" if number == 0 else f"insert into {summed.name}"
        con.execute(f"{opening} select *, {stage} as {SINCE}, {after} as {UNTIL} from ({query})")
    return stages[1:]


def observe_stages(
    con: DuckDBPyConnection,
    queries: Sequence[CompiledQuery],
    tables: Mapping[str, tuple[str, list[int]]],
    definitions: Sequence[MetricDefinition],
    anew: frozenset[str],
) -> int:
    """Run the queries on the tables of each stage; returns how often a query was run.

    At the last stage stands what the night has observed already; what the old tables say is known from what
    readers have, unless the metric itself is another one.

    Args:
        con: the warehouse.
        queries: those with a figure that differs.
        tables: for each relation as queries write it, its staged table and the stages at which that changes.
        definitions: the metrics.
        anew: metrics that say something else of the very same tables.
    """
    con.execute(
        f"create or replace temp table {OBSERVATION} as "
        "select *, 0 as stage from control.metric_observation limit 0"
    )
    columns = {staged: _own_columns(con, staged) for staged, _ in tables.values()}
    runs: list[tuple[CompiledQuery, int, bool]] = []
    for query in queries:
        read = {rendered: told for rendered, told in tables.items() if rendered in query.sql}
        stages = {stage for _, stages in read.values() for stage in stages}
        if any(column.metric_id in anew for column in query.columns):
            stages.add(OLD_STAGE)
        for stage in sorted(stages)[:-1]:
            text = query.sql
            for rendered, (staged, _) in read.items():
                text = text.replace(rendered, at_stage(staged, columns[staged], stage))
            selected = observation_sql(replace(query, sql=text))
            con.execute(f"insert into {OBSERVATION} select *, {stage} from ({selected})")
        runs += [(query, stage, stage == max(stages)) for stage in sorted(stages)]
    _note_runs(con, runs)
    con.execute(_LAST)
    take_shares_of_total(con, definitions, OBSERVATION, ("stage",))
    return sum(not is_last for _, _, is_last in runs)


def _note_runs(con: DuckDBPyConnection, runs: Sequence[tuple[CompiledQuery, int, bool]]) -> None:
    """Which metric was observed where: a figure that has no row there was nothing."""
    rows = [
        (column.metric_id, query.period_kind, query.is_by_mall, query.dimension, stage, is_last)
        for query, stage, is_last in runs
        for column in query.columns
    ]
    con.execute(
        f"create or replace temp table {RUN} as "
        "select unnest($1::varchar[]) as metric_id, unnest($2::varchar[]) as period_kind, "
        "unnest($3::boolean[]) as is_by_mall, unnest($4::varchar[]) as dimension, "
        "unnest($5::integer[]) as stage, unnest($6::boolean[]) as is_last",
        [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * 6,
    )


def _own_columns(con: DuckDBPyConnection, staged: str) -> list[str]:
    there = [row[0] for row in con.execute(f"describe {staged}").fetchall()]
    return [column for column in there if column not in (SINCE, UNTIL)]
