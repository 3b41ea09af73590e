"""dbt's semantic manifest as plain data: metrics and the measures, models and expressions behind them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Node = Mapping[str, Any]
_DIMENSION_IN_FILTER = re.compile(r"Dimension\(\s*'(\w+)__(\w+)'")
MEMBER = "member"
_ADDITIVE = {"sum", "count", "count_distinct"}


@dataclass(frozen=True)
class Measure:
    """A measure with the semantic model that holds it."""

    content: Node
    model: Node

    @property
    def time_dimension(self) -> str:
        """Name of the dimension that places it in time."""
        own = self.content.get("agg_time_dimension")
        return str(own or self.model["defaults"]["agg_time_dimension"])

    @property
    def counts(self) -> str:
        """`members` or `events`, as the semantic model says of its rows; `both` where it does not say."""
        if MEMBER in str(self.content.get("expr")):
            return "members"
        meta = (self.model.get("config") or {}).get("meta") or {}
        return str(meta.get("counts", "both"))

    @property
    def is_count_or_sum(self) -> bool:
        """Whether its aggregate is a number of things or of fen, and so can stand as a numerator."""
        return self.content["agg"] in _ADDITIVE


@dataclass(frozen=True)
class SemanticManifest:
    """What MetricFlow reads: semantic models, metrics and the time spine (semantic_manifest.json)."""

    document: Node

    @staticmethod
    def read(path: Path) -> SemanticManifest:
        """Read the file that dbt writes; sorted by name, so that the order of parsing does not show."""
        document = json.loads(path.read_text(encoding="utf-8"))
        by_name = {
            key: sorted(document[key], key=lambda element: str(element["name"]))
            for key in ("semantic_models", "metrics")
        }
        return SemanticManifest({**document, **by_name})

    @cached_property
    def metrics(self) -> dict[str, Node]:
        """Metrics by name, components included."""
        return {metric["name"]: metric for metric in self.document["metrics"]}

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Measures by name."""
        return {
            measure["name"]: Measure(measure, model)
            for model in self.document["semantic_models"]
            for measure in model["measures"]
        }

    def inputs(self, metric: Node) -> list[Node]:
        """The metrics that a ratio or derived metric is made of, in order."""
        return [self.metrics[reference["name"]] for reference in _references(metric["type_params"])]

    def leaf_measures(self, metric: Node) -> Iterator[Measure]:
        """The measures at the ends of the metric's tree."""
        measure = metric["type_params"].get("measure")
        if measure:
            yield self.measures[measure["name"]]
        for child in self.inputs(metric):
            yield from self.leaf_measures(child)

    def models_of(self, metric: Node) -> tuple[str, ...]:
        """Names of the semantic models that a metric is measured on."""
        return tuple(sorted({measure.model["name"] for measure in self.leaf_measures(metric)}))

    def models_behind(self, metric: Node) -> set[str]:
        """Names of the semantic models that a metric is measured on or filtered by."""
        used = {
            entity for text in self._templates(metric) for entity, _ in _DIMENSION_IN_FILTER.findall(text)
        }
        joined = {
            model["name"]
            for model in self.document["semantic_models"]
            if any(_has_primary(model, entity) for entity in used)
        }
        return joined | set(self.models_of(metric))

    def models_behind_all(self, names: Iterable[str]) -> frozenset[str]:
        """Names of the semantic models behind any of these metrics."""
        return frozenset(model for name in names for model in self.models_behind(self.metrics[name]))

    def narrowed(self, models: Collection[str]) -> SemanticManifest:
        """These semantic models, and the metrics that need no other."""
        kept = {
            "semantic_models": [m for m in self.document["semantic_models"] if m["name"] in models],
            "metrics": [m for m in self.document["metrics"] if self.models_behind(m) <= set(models)],
        }
        return SemanticManifest({**self.document, **kept})

    def counts_of(self, metric: Node) -> str:
        """What a metric counts: `members`, who one is decides it; `events`, whoever had them; or `both`."""
        kinds = {measure.counts for measure in self.leaf_measures(metric)}
        if any(f"Dimension('{MEMBER}__" in text for text in self._templates(metric)):
            kinds.add("members")
        return kinds.pop() if len(kinds) == 1 else "both"

    def _templates(self, metric: Node) -> Iterator[str]:
        for part in (metric.get("filter") or {}).get("where_filters", []):
            yield part["where_sql_template"]
        for child in self.inputs(metric):
            yield from self._templates(child)

    def resolved(self, name: str, group_by: tuple[str, ...]) -> Node:
        """The metric as a tree of everything that shapes its figures, and nothing that only describes it."""
        metric = self.metrics[name]
        params = metric["type_params"]
        tree: dict[str, Any] = {"type": metric["type"], "filter": self._filter(metric.get("filter"))}
        if params.get("measure"):
            tree["measure"] = self._measure(params["measure"], group_by)
        else:
            tree["expr"] = params.get("expr")
            tree["inputs"] = [self.resolved(child["name"], group_by) for child in self.inputs(metric)]
            tree["input_params"] = [self._input(reference) for reference in _references(params)]
        return tree

    def _input(self, reference: Node) -> Node:
        plain = {key: value for key, value in reference.items() if key not in ("name", "filter")}
        return {**plain, "filter": self._filter(reference.get("filter"))}

    def _measure(self, reference: Node, group_by: tuple[str, ...]) -> Node:
        measure = self.measures[reference["name"]]
        content, model = measure.content, measure.model
        time_name = measure.time_dimension
        return {
            "aggregate": [content["agg"], content.get("expr"), content.get("agg_params")],
            "non_additive": content.get("non_additive_dimension"),
            "options": [reference.get("fill_nulls_with"), reference.get("join_to_timespine")],
            "filter": self._filter(reference.get("filter")),
            "relation": _relation(model),
            "time": [time_name, _expression(model["dimensions"], time_name)],
            "group_by": {name: _expression(model["entities"], name) for name in group_by},
        }

    def _filter(self, where: Node | None) -> list[Any]:
        if not where:
            return []
        templates = [part["where_sql_template"] for part in where["where_filters"]]
        used = sorted({pair for text in templates for pair in _DIMENSION_IN_FILTER.findall(text)})
        return [templates, [self._dimension(entity, name) for entity, name in used]]

    def _dimension(self, entity: str, name: str) -> list[Any]:
        return [
            [_relation(model), _expression(model["dimensions"], name)]
            for model in self.document["semantic_models"]
            if _has_primary(model, entity) and any(d["name"] == name for d in model["dimensions"])
        ]


def _references(type_params: Node) -> list[Node]:
    named = [
        type_params.get("numerator"),
        type_params.get("denominator"),
        *(type_params.get("metrics") or []),
    ]
    return [reference for reference in named if reference]


def _relation(model: Node) -> str:
    relation = model["node_relation"]
    return f"{relation['schema_name']}.{relation['alias']}"


def _expression(elements: list[Node], name: str) -> str | None:
    found = [element.get("expr") or element["name"] for element in elements if element["name"] == name]
    return found[0] if found else None


def _has_primary(model: Node, entity: str) -> bool:
    return model.get("primary_entity") == entity or any(
        element["name"] == entity and element["type"] == "primary" for element in model["entities"]
    )
