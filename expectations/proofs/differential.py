"""Differential proof: every figure is the same from an engine that knows nothing of MetricFlow.

sidemantic reads the same YAML. What it cannot express (a filter over a join, two models in one ratio, a
percentile) is held against a query of our own, written from the definition in words, with the period,
the mall and the dimension as its blanks: `oracles/<metric>.sql`. Of counts that stand at the end of a day,
sidemantic answers by day; weeks and months are held against the day that ends them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from metrics.manifest import Node, SemanticManifest
from metrics.registry import PERIODS, MetricDefinition

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from expectations.proofs.second_engine import Question, SecondEngine

ORACLES = Path(__file__).parent / "oracles"
Key = tuple[object, ...]
Figures = dict[Key, float | None]
Disagreement = tuple["Question", Key, float | None, float | None]


def disagreements(
    con: DuckDBPyConnection,
    engine: SecondEngine,
    manifest: SemanticManifest,
    definitions: Sequence[MetricDefinition],
    *,
    is_whole: bool = True,
) -> Iterator[Disagreement]:
    """Figures of `control.metric_observation` that the second way gives otherwise.

    Not `is_whole`: undivided figures alone, which costs a fraction.
    """
    for definition in definitions:
        for question in questions(definition):
            if is_whole or (question.dimension == "all" and not question.is_by_mall):
                ours, theirs = observed(con, question), _second(con, engine, manifest, definition, question)
                for key in sorted({*ours, *theirs}, key=str):
                    if not same(ours.get(key), theirs.get(key)):
                        yield question, key, ours.get(key), theirs.get(key)


def questions(definition: MetricDefinition) -> Iterator[Question]:
    """All that is published of a metric."""
    from expectations.proofs.second_engine import Question

    for period in definition.periods:
        for is_by_mall in (False, True):
            for dimension in ("all", *definition.dimensions):
                metric, model = definition.metric_for(period), definition.semantic_models[0]
                yield Question(metric, model, period, is_by_mall, dimension, definition.metric_id)


def needs_oracle(manifest: SemanticManifest, definition: MetricDefinition) -> bool:
    """Whether sidemantic cannot be asked."""
    several = len(definition.semantic_models) > 1
    measures = list(manifest.leaf_measures(manifest.metrics[definition.metric_id]))
    is_percentile = any(measure.content["agg"] == "percentile" for measure in measures)
    is_filtered = _is_filtered(manifest, manifest.metrics[definition.metric_id])
    return several or is_percentile or is_filtered


def _is_filtered(manifest: SemanticManifest, metric: Node) -> bool:
    return bool(metric.get("filter")) or any(_is_filtered(manifest, part) for part in manifest.inputs(metric))


def _second(
    con: DuckDBPyConnection,
    engine: SecondEngine,
    manifest: SemanticManifest,
    definition: MetricDefinition,
    question: Question,
) -> Figures:
    oracle = ORACLES / f"{question.metric_id}.sql"
    if oracle.exists():
        return _by_oracle(con, manifest, oracle.read_text(encoding="utf-8"), question)
    if definition.is_share_of_total and definition.numerator_metric:
        return _parts_of_total(con, engine, replace(question, metric=definition.numerator_metric))
    if question.period_kind != "day" and _stands_at_day_end(manifest, question.metric):
        return _last_days(con, question)
    return {**engine.ask(con, question)}


def _parts_of_total(con: DuckDBPyConnection, engine: SecondEngine, question: Question) -> Figures:
    """What the engine counts of each value of the dimension, over what it counts of them all."""
    parts = engine.ask(con, question)
    whole = engine.ask(con, replace(question, dimension="all"))
    keys = {key: key[:-1] if question.dimension != "all" else key for key in parts}
    return {key: (part or 0) / total if (total := whole[keys[key]]) else None for key, part in parts.items()}


def _by_oracle(con: DuckDBPyConnection, manifest: SemanticManifest, sql: str, question: Question) -> Figures:
    mall = "coalesce(mall_id, 'unknown')" if question.is_by_mall else "'ALL'"
    dimension = "'all'" if question.dimension == "all" else _expression(manifest, question)
    rows = con.execute(sql.format(period=question.period_kind, mall=mall, dimension=dimension)).fetchall()
    wanted = [True, question.is_by_mall, question.dimension != "all"]
    return {tuple(part for part, is_key in zip(row, wanted, strict=False) if is_key): row[-1] for row in rows}


def _expression(manifest: SemanticManifest, question: Question) -> str:
    """What the semantic model groups a dimension by."""
    return next(
        str(entity.get("expr") or entity["name"])
        for measure in manifest.leaf_measures(manifest.metrics[question.metric])
        for entity in measure.model["entities"]
        if entity["name"] == question.dimension
    )


def _stands_at_day_end(manifest: SemanticManifest, metric: str) -> bool:
    """Whether all its measures are counts of a day's end, of which a period shows the last."""
    measures = manifest.leaf_measures(manifest.metrics[metric])
    return all(measure.content["non_additive_dimension"] for measure in measures)


def _last_days(con: DuckDBPyConnection, question: Question) -> Figures:
    """The figures of each period's last day that has any, as observed by day."""
    by_day = replace(question, period_kind="day")
    last: dict[date, date] = {}
    for (day,) in observed(con, replace(by_day, is_by_mall=False, dimension="all")):
        assert isinstance(day, date)  # noqa: S101 - the key of an undivided figure is its day
        start = period_start(day, question.period_kind)
        last[start] = max(day, last.get(start, day))
    starts: dict[object, date] = {day: start for start, day in last.items()}
    return {
        (starts[key[0]], *key[1:]): value for key, value in observed(con, by_day).items() if key[0] in starts
    }


def period_start(day: date, period_kind: str) -> date:
    """First day of the week or month."""
    return day.replace(day=1) if period_kind == PERIODS[2] else day - timedelta(days=day.weekday())


def observed(con: DuckDBPyConnection, question: Question) -> Figures:
    """What MetricFlow's queries wrote, in the form in which the second engine answers."""
    columns = ["period_start"]
    columns += ["mall_id"] if question.is_by_mall else []
    columns += ["dimension_value"] if question.dimension != "all" else []
    rows = con.execute(
        f"""select {", ".join(columns)}, value from control.metric_observation
        where metric_id = ? and period_kind = ? and dimension = ? and (mall_id <> 'ALL') = ?""",
        [question.metric_id, question.period_kind, question.dimension, question.is_by_mall],
    ).fetchall()
    return {row[:-1]: row[-1] for row in rows}


def same(ours: float | None, theirs: float | None) -> bool:
    """Whether two figures are equal but for rounding; no figure is like none, and unlike zero."""
    if ours is None or theirs is None:
        return ours is theirs
    return math.isclose(float(ours), float(theirs), rel_tol=1e-12, abs_tol=0)
