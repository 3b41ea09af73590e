"""Where a metric's figures come from: what its measures read, and the feed columns behind that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp, parse_one

from metrics.lineage import DIALECT, ColumnOf, ModelGraph
from metrics.manifest import Node, SemanticManifest
from metrics.registry import MALL, MetricDefinition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def metric_columns(semantic: SemanticManifest, metric_id: str) -> Iterator[ColumnOf]:
    """The columns of the models that a metric's measures and their time axis read."""
    for measure in semantic.leaf_measures(semantic.metrics[metric_id]):
        times = {dimension["name"]: dimension for dimension in measure.model["dimensions"]}
        time = times[measure.time_dimension]
        for text in (
            measure.content.get("expr") or measure.content["name"],
            time.get("expr") or time.get("name"),
        ):
            if text:
                yield from _columns_in(measure.model, text)


def observation_parents(
    semantic: SemanticManifest, definitions: Sequence[MetricDefinition]
) -> dict[str, set[ColumnOf]]:
    """Direct parents of the columns of `control.metric_observation`: what the metrics' measures read."""
    found: dict[str, set[ColumnOf]] = {}
    for definition in definitions:
        shown = {definition.metric_id, *dict(definition.by_period).values()}
        parts: dict[str, set[str | None]] = {
            "value": {*shown},
            "numerator": {definition.numerator_metric} & shown or {definition.numerator_metric},
            "denominator": {definition.denominator_metric},
            "matures_on": {definition.matures_on_metric},
        }
        for column, names in parts.items():
            for name in names - {None}:
                found.setdefault(column, set()).update(metric_columns(semantic, str(name)))
        for column, group_by in (("mall_id", (MALL,)), ("dimension_value", definition.dimensions)):
            found.setdefault(column, set()).update(_entity_columns(semantic, definition.metric_id, group_by))
    return found


def _entity_columns(semantic: SemanticManifest, metric_id: str, names: Sequence[str]) -> Iterator[ColumnOf]:
    for measure in semantic.leaf_measures(semantic.metrics[metric_id]):
        for entity in measure.model["entities"]:
            if entity["name"] in names:
                yield from _columns_in(measure.model, entity.get("expr") or entity["name"])


def _columns_in(model: Node, text: object) -> Iterator[ColumnOf]:
    relation = model["node_relation"]
    for column in parse_one(str(text), dialect=DIALECT).find_all(exp.Column):
        yield ColumnOf(f"{relation['schema_name']}.{relation['alias']}", column.name)


def feed_columns_of_metric(graph: ModelGraph, semantic: SemanticManifest, metric_id: str) -> list[str]:
    """The feed columns behind a metric, as text in alphabetical order."""
    found = {leaf for column in metric_columns(semantic, metric_id) for leaf in graph.feed_columns(column)}
    return sorted(str(column) for column in found)
