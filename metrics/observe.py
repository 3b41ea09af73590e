"""Run the compiled queries and lay their figures out long: one row a metric, period, mall and dimension.

Set-based: each query's result is unpivoted inside DuckDB. Maturity and NULL reasons are the business of the
dbt model `kpi_value`, which reads the two tables written here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from metrics.compile import ALL, Column, CompiledQuery
from metrics.coverage import Covered
from metrics.definition import MetricDefinition
from sources.control_tables import replace_table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ALL_MALLS = "ALL"
OBSERVATION = "control.metric_observation"


def fill(
    con: DuckDBPyConnection,
    queries: Sequence[CompiledQuery],
    definitions: Sequence[MetricDefinition],
    covered: Sequence[Covered] = (),
) -> int:
    """Write `control.metric_registry` and `control.metric_observation` anew; returns the observations."""
    con.execute("begin")
    try:
        rows = [*map(_metric_row, definitions), *map(_covered_row, covered)]
        replace_table(con, "metric_registry", rows)
        replace_table(con, "metric_observation")
        for query in queries:
            con.execute(f"insert into {OBSERVATION}\n{observation_sql(query)}")
        take_shares_of_total(con, definitions)
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise
    counted = con.execute("select count(*) from control.metric_observation").fetchone()
    return int(counted[0]) if counted else 0


def _metric_row(definition: MetricDefinition) -> list[object]:
    return [
        definition.metric_id,
        definition.name_zh,
        definition.name_en,
        definition.definition,
        definition.numerator_definition,
        definition.denominator_definition,
        ",".join(str(row) for row in definition.requirement_rows),
        definition.covered_as,
        json.dumps(dict(definition.parameters), sort_keys=True, ensure_ascii=False),
        definition.owner_role,
        definition.unit,
        definition.direction,
        definition.warn,
        definition.critical,
        definition.judged_by,
        definition.proxy or None,
        None,
        definition.window_days,
        definition.matures_after_days,
        ",".join(definition.feeds),
        ",".join(definition.dimensions),
        ",".join(definition.periods),
        definition.is_share,
        definition.is_share_of_total,
        definition.numerator_metric is not None,
        definition.denominator_metric is not None,
        definition.counts,
        definition.definition_hash,
    ]


def _covered_row(entry: Covered) -> list[object]:
    """An entry without figures: no period, no feed, no unit."""
    described = [
        entry.entry_id, entry.name_zh, entry.name_en, entry.definition, "none", "none",
        ",".join(str(row) for row in entry.requirement_rows), entry.covered_as, "{}", entry.owner_role,
    ]  # fmt: skip
    places = "; ".join(entry.places)
    measured = [
        None,
        "none",
        None,
        None,
        None,
        None,
        places,
        0,
        0,
        "",
        "",
        "",
        False,
        False,
        False,
        False,
        "both",
    ]
    return [*described, *measured, entry.definition_hash]


def observation_sql(query: CompiledQuery) -> str:
    """The SQL of a query's figures, in the columns of `control.metric_observation`."""
    selects = "\nunion all\n".join(_select(query, column) for column in query.columns)
    return f"with observed as materialized (\n{query.sql}\n)\n{selects}"


def _select(query: CompiledQuery, column: Column) -> str:
    """One metric's rows; a group in which nothing was measured for it has no row."""
    mall = "mall" if query.is_by_mall else f"'{ALL_MALLS}'"
    dimension_value = f"cast({query.dimension} as varchar)" if query.dimension != ALL else f"'{ALL}'"
    if column.denominator:
        denominator = f"coalesce(cast({column.denominator} as bigint), 0)"
        value = f"case when {denominator} = 0 then null else coalesce({column.value}, 0) end"
        measured = f"coalesce({column.numerator or column.value}, {column.denominator}) is not null"
    else:
        denominator, value, measured = "null", column.value, f"{column.value} is not null"
    numerator = f"coalesce(cast({column.numerator} as bigint), 0)" if column.numerator else "null"
    return (
        f"select '{column.metric_id}', '{query.period_kind}', cast({query.time_column} as date), {mall},"
        f" '{query.dimension}', {dimension_value}, {numerator}, {denominator},"
        f" cast({value} as double), cast({column.matures_on or 'null'} as date)\n"
        f"from observed where {measured} and {query.time_column} is not null"
    )


def take_shares_of_total(
    con: DuckDBPyConnection,
    definitions: Sequence[MetricDefinition],
    table: str = OBSERVATION,
    beside: Sequence[str] = (),
) -> None:
    """Divide a dimension's part by the whole of its period and mall, which a grouped query cannot see.

    `beside` names further columns that part and whole have in common.
    """
    shares = [definition.metric_id for definition in definitions if definition.is_share_of_total]
    common = ("metric_id", "period_kind", "period_start", "mall_id", *beside)
    con.execute(
        f"""
        update {table} as part
        set denominator = whole.denominator,
            value = cast(part.numerator as double) / nullif(cast(whole.denominator as double), 0)
        from {table} as whole
        where part.metric_id in (select unnest(?::varchar[]))
            and part.dimension <> 'all'
            and whole.dimension = 'all'
            and {" and ".join(f"whole.{column} = part.{column}" for column in common)}
        """,
        [shares],
    )
