"""What is told of a night's restatements: by how much each cause changed a figure, and what did it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from metrics.restatement.blame import blame_of
from metrics.restatement.causes import DEFINITION, ERASURE, PARAMETER, STAGES
from metrics.restatement.difference import KEY as ROW_KEY
from metrics.restatement.difference import Staged, is_changed
from metrics.restatement.differing import KEY
from metrics.restatement.stages import OBSERVATION, RUN
from metrics.restatement.tables import kept_name
from sources import sql
from sources.control_tables import replace_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

    from metrics.definition import MetricDefinition

PERIODS = ("day", "week", "month")
SHOWN = 20
_CAUSES = " ".join(f"when {number} then '{cause}'" for number, cause in enumerate(STAGES, start=1))
# A figure is followed from what readers had over every stage at which its query was run. At stage 0 there are
# the old tables: a difference there is made by the definition, or by people who are gone from them.
_DELTA = f"""
    insert into control.restated_delta
    with figure as (
        select distinct {KEY} from {OBSERVATION}
        union
        select {KEY} from control.previous_value semi join {RUN} using (metric_id, period_kind, dimension)
    ),
    at_stage as (
        select
            {KEY}, run.stage,
            coalesce(seen.numerator, 0) as numerator,
            coalesce(seen.denominator, 0) as denominator,
            coalesce(seen.value, 0) as value
        from figure
        inner join {RUN} as run using (metric_id, period_kind, dimension)
        left join {OBSERVATION} as seen using ({KEY}, stage)
        where run.is_by_mall = (figure.mall_id <> 'ALL')
    ),
    stepped as (
        select
            at_stage.*,
            lag(numerator) over step as numerator_before,
            lag(denominator) over step as denominator_before,
            lag(value) over step as value_before
        from at_stage
        window step as (partition by {KEY} order by stage)
    )
    select
        {KEY}, stepped.stage, case stepped.stage {_CAUSES} end,
        stepped.numerator - coalesce(stepped.numerator_before, before.numerator, 0),
        stepped.denominator - coalesce(stepped.denominator_before, before.denominator, 0),
        stepped.value - coalesce(stepped.value_before, before.value, 0)
    from stepped
    left join control.previous_value as before using ({KEY})
    where
        stepped.period_start < (select data_through from control.previous_version)
        and (stepped.numerator <> coalesce(stepped.numerator_before, before.numerator, 0)
        or stepped.denominator <> coalesce(stepped.denominator_before, before.denominator, 0)
        or stepped.value <> coalesce(stepped.value_before, before.value, 0))
"""


def tell_deltas(con: DuckDBPyConnection) -> None:
    """Write `control.restated_delta`."""
    replace_table(con, "restated_delta")
    con.execute(_DELTA)


def tell_nothing(con: DuckDBPyConnection) -> None:
    """Nothing was traced: figures that differ are explained as a whole."""
    for table in ("restated_delta", "restated_evidence", "restated_metric"):
        replace_table(con, table)


def tell_metrics(
    con: DuckDBPyConnection, definitions: Sequence[MetricDefinition], traced: frozenset[str]
) -> frozenset[str]:
    """Write `control.restated_metric`: what is traced, on which models, and what is new of the metric.

    Returns:
        The metrics that may say something else of the very same tables.
    """
    before = {
        row[0]: row[1:]
        for row in con.execute(
            f"select metric_id, definition_hash, parameters from {kept_name('control.metric_registry')}"
        ).fetchall()
    }
    erased = con.execute(f"select count(*) from evidence_member where cause = '{ERASURE}'").fetchone()
    is_erased = bool(erased and erased[0])
    rows = [
        (definition.metric_id, model, *_own_cause(definition, before.get(definition.metric_id), is_erased))
        for definition in definitions
        if definition.metric_id in traced
        for model in definition.semantic_models
    ]
    replace_table(con, "restated_metric", rows)
    return frozenset(metric for metric, _, own_cause, _ in rows if own_cause)


def _own_cause(
    definition: MetricDefinition, before: tuple[str, str] | None, is_erased: bool
) -> tuple[str | None, str | None]:
    """What changes a figure on the very tables of before, and in words which parameters are others."""
    if before is None:
        return DEFINITION, None
    old: dict[str, object] = json.loads(before[1] or "{}")
    new: dict[str, object] = dict(definition.parameters)
    changed = [
        f"{name}: {old[name]} → {new[name]}" for name in sorted({*old} & {*new}) if old[name] != new[name]
    ]
    words = "; ".join(changed) or None
    if definition.definition_hash == before[0]:
        return (ERASURE if is_erased else None), words
    # A parameter that is new comes with the code that asks for it.
    if words is None or {*old} != {*new}:
        return DEFINITION, words
    return (ERASURE if is_erased else PARAMETER), words


def tell_evidence(
    con: DuckDBPyConnection, model: Mapping[str, Any], staged: Sequence[Staged], *, is_itself: bool
) -> None:
    """Add to `control.restated_evidence` what changed the rows that a semantic model's figures count.

    By period and mall where the model is told apart itself; of a table of sums, what changed its inputs.
    """
    mall = next((entity["expr"] or "mall" for entity in model["entities"] if entity["name"] == "mall"), None)
    selects = [
        _evidence(model["name"], one, *where)
        for one in staged
        for where in (_places(one, mall) if is_itself else [("null", "null", "null")])
    ]
    if selects:
        con.execute("insert into control.restated_evidence " + " union all ".join(selects))


def _places(staged: Staged, mall: str | None) -> Iterator[tuple[str, str, str]]:
    """Expressions for kind and start of the period and for the mall, and all malls together."""
    for time in staged.times:
        for kind in PERIODS:
            start = f"cast(date_trunc('{kind}', {time}) as date)"
            yield sql.literal(kind), start, "'ALL'"
            if mall:
                yield sql.literal(kind), start, f"cast({mall} as varchar)"


def _evidence(model: str, staged: Staged, kind: str, start: str, mall: str) -> str:
    return f"""(
        select
            {sql.literal(model)}, {kind}, {start}, {mall}, blame.cause, min(blame.rung),
            {_joined("blame.feeds")}, {_counted("blame.file_ids")}, {_joined("blame.file_ids")},
            {_counted("blame.seqs")}, {_joined("blame.seqs")},
            min(list_min(blame.seqs)), max(list_max(blame.seqs))
        from {staged.name} as row inner join {blame_of(staged)} as blame using ({ROW_KEY})
        where {is_changed("row.")}
        group by all
    )"""


def _all(lists: str) -> str:
    return f"list_sort(list_distinct(flatten(list({lists}))))"


def _joined(lists: str) -> str:
    return f"nullif(array_to_string(list_slice({_all(lists)}, 1, {SHOWN}), ','), '')"


def _counted(lists: str) -> str:
    return f"len({_all(lists)})"
