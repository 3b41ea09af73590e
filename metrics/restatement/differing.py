"""Which figures differ from what readers had as complete: only they are traced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from metrics.compile import ALL

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from metrics.compile import CompiledQuery
    from metrics.definition import MetricDefinition

Place = tuple[str, str, bool, str]
KEY = "metric_id, period_kind, period_start, mall_id, dimension, dimension_value"
# What a figure by dimension that has no row says is nothing. Doubles of one sum may differ in the last bit.
_DIFFERING = f"""
    with before as (
        select * from control.previous_value
    ),
    known as (
        select distinct metric_id from before
    ),
    both_sides as (
        select
            {KEY},
            coalesce(before.numerator, 0) <> coalesce(now.numerator, 0)
            or coalesce(before.denominator, 0) <> coalesce(now.denominator, 0)
            or abs(coalesce(before.value, 0) - coalesce(now.value, 0))
                > 1e-9 * greatest(1, abs(coalesce(before.value, 0)), abs(coalesce(now.value, 0))) as is_other,
            coalesce(before.is_mature, true) as was_mature
        from before full outer join control.metric_observation as now using ({KEY})
        where metric_id in (from known)
    )
    select distinct metric_id, period_kind, mall_id <> 'ALL', dimension
    from both_sides, control.previous_version as version
    where is_other and was_mature and period_start < version.data_through
"""


def differing_queries(
    con: DuckDBPyConnection, queries: Sequence[CompiledQuery], definitions: Sequence[MetricDefinition]
) -> list[CompiledQuery]:
    """The queries with a figure that differs, each with only the metrics that do."""
    places: set[Place] = {tuple(row) for row in con.execute(_DIFFERING).fetchall()}
    # A part of a whole needs the whole beside it.
    shares = {definition.metric_id for definition in definitions if definition.is_share_of_total}
    places |= {(metric, kind, is_by_mall, ALL) for metric, kind, is_by_mall, _ in places if metric in shares}
    found = [
        replace(
            query,
            columns=tuple(
                column
                for column in query.columns
                if (column.metric_id, query.period_kind, query.is_by_mall, query.dimension) in places
            ),
        )
        for query in queries
    ]
    return [query for query in found if query.columns]
