"""A metric as the queries that MetricFlow makes of it, over the tables of its semantic models."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from metrics.compile import engine_over, explained
from metrics.manifest import Node, SemanticManifest

if TYPE_CHECKING:
    from metricflow.engine.metricflow_engine import MetricFlowEngine

_CATALOG = re.compile(r'"\w+"\.(?="\w+"\."\w+")|\b\w+\.(?=\w+\.\w+ \w+_src_)')
_SPINE_COLUMN = "metric_time"
# What the registry says of a metric beside its formula, and kpi_value goes by.
_SHAPE = (
    "window_days",
    "matures_after_days",
    "feeds",
    "periods",
    "share_of_total",
    "dimensions",
    "by_period",
)
_PERIODS = ("day", "week", "month")


def meta_of(metric: Node) -> Node:
    """What the registry keeps of a metric."""
    meta: Node = (metric.get("config") or {}).get("meta") or {}
    return meta


@dataclass(frozen=True)
class Figures:
    """All published metrics of one semantic manifest."""

    document: Mapping[str, Any]

    @cached_property
    def manifest(self) -> SemanticManifest:
        """The manifest as data."""
        return SemanticManifest(self.document)

    @cached_property
    def published(self) -> dict[str, Node]:
        """Metrics that readers see, by name."""
        return {
            name: metric
            for name, metric in sorted(self.manifest.metrics.items())
            if "rows" in meta_of(metric)
        }

    def _engine(self, name: str) -> MetricFlowEngine:
        """MetricFlow over what a metric is made of; over all metrics it would take seconds to begin."""
        parts, models = self._metrics_of(name), self._models_of(name)
        one = {
            "metrics": [metric for metric in self.document["metrics"] if metric["name"] in parts],
            "semantic_models": [m for m in self.document["semantic_models"] if m["name"] in models],
        }
        return engine_over(json.dumps({**self.document, **one}))

    def _metrics_of(self, name: str) -> set[str]:
        found: set[str] = set()
        ends = self._parts(name)
        while ends:
            part = ends.pop()
            if part not in found:
                found.add(part)
                ends += [metric["name"] for metric in self.manifest.inputs(self.manifest.metrics[part])]
        return found

    def shape(self, name: str) -> dict[str, Any]:
        """What makes its periods mature and complete: no query's business, so compared as it stands."""
        meta = meta_of(self.manifest.metrics[name])
        return {key: meta[key] for key in _SHAPE if key in meta}

    def formula(self, name: str) -> str:
        """Everything that shapes its figures, as text that is equal for equal formulas."""
        groups = ("mall", *sorted(meta_of(self.manifest.metrics[name])["dimensions"]))
        trees = [self.manifest.resolved(part, groups) for part in self._parts(name)]
        return json.dumps(trees, sort_keys=True, default=str)

    def _parts(self, name: str) -> list[str]:
        meta = meta_of(self.manifest.metrics[name])
        return [name, *(p for p in (*self._named(name), *meta.get("by_period", {}).values()) if p)]

    def _named(self, name: str) -> tuple[str | None, str | None, str | None]:
        """Numerator, denominator and the day of maturity."""
        metric, meta = self.manifest.metrics[name], meta_of(self.manifest.metrics[name])
        params = metric["type_params"]
        halves = [(params.get(half) or {}).get("name") for half in ("numerator", "denominator")]
        return halves[0], halves[1] or meta.get("denominator_metric"), meta.get("matures_on")

    def query(self, name: str) -> str:
        """Undivided by each kind of period, and by everything it may be divided by, all in one answer."""
        meta, engine = meta_of(self.manifest.metrics[name]), self._engine(name)
        periods = [period for period in _PERIODS if period in meta.get("periods", _PERIODS)]
        groups = ["mall", *sorted(meta["dimensions"])]
        asked = [(period, []) for period in periods] + [(periods[-1], groups)]
        return "\nunion all by name\n".join(
            self._query(engine, name, period, by, place) for place, (period, by) in enumerate(asked)
        )

    def _query(self, engine: MetricFlowEngine, name: str, period: str, groups: list[str], place: int) -> str:
        by_period = meta_of(self.manifest.metrics[name]).get("by_period", {})
        numerator, denominator, matures_on = self._named(name)
        parts = {
            "value": by_period.get(period, name),
            "numerator": numerator,
            "denominator": denominator,
            "matures_on": matures_on,
        }
        wanted = sorted({part for part in parts.values() if part})
        time = f"{_SPINE_COLUMN}__{period}"
        sql = _CATALOG.sub("", explained(engine, wanted, [time, *groups]))
        columns = [f"'{place} {period}' as asked_by", f"{time} as period_start", *groups]
        columns += [f"{part} as {title}" for title, part in parts.items() if part]
        return f"select {', '.join(columns)} from (\n{sql}\n) as asked"

    def tables(self, name: str) -> list[str]:
        """The relations that its queries read."""
        models = {model["name"]: model for model in self.document["semantic_models"]}
        return sorted({_relation(models[model]) for model in self._models_of(name)} | {_spine(self.document)})

    def _models_of(self, name: str) -> set[str]:
        """Its semantic models and those that these may be joined with."""
        models = {model["name"]: model for model in self.document["semantic_models"]}
        found = {measure.model["name"] for part in self._parts(name) for measure in self._measures(part)}
        joined = {
            entity["name"]
            for model in found
            for entity in models[model]["entities"]
            if entity["type"] == "foreign"
        }
        return found | {
            model["name"]
            for model in models.values()
            for entity in model["entities"]
            if entity["type"] in ("primary", "unique") and entity["name"] in joined
        }

    def _measures(self, name: str) -> Iterator[Any]:
        yield from self.manifest.leaf_measures(self.manifest.metrics[name])


def _relation(model: Node) -> str:
    relation = model["node_relation"]
    return f"{relation['schema_name']}.{relation['alias']}"


def _spine(document: Mapping[str, Any]) -> str:
    spines = document["project_configuration"]["time_spines"]
    return _relation(spines[0])
