"""The second engine: sidemantic reading the same YAML, asked the same questions as MetricFlow.

It has no entities to group by, so each foreign entity is handed to it as a dimension of its expression; and
it wants a ratio's parts with the name of the model that holds them. Nothing else of the YAML is touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import yaml
from sidemantic import SemanticLayer
from sidemantic.adapters.metricflow import MetricFlowAdapter
from sidemantic.core.dimension import Dimension

JOINED = "member"  # the one entity that is joined through, never grouped by


@dataclass(frozen=True)
class Question:
    """One metric by one kind of period, over all malls or by mall, by one dimension or none."""

    metric: str
    model: str
    period_kind: str
    is_by_mall: bool
    dimension: str
    metric_id: str = ""


class SecondEngine:
    """sidemantic over a folder of semantic models."""

    def __init__(self, folder: Path, relations: dict[str, str]) -> None:
        graph = MetricFlowAdapter().parse(folder)  # type: ignore[no-untyped-call]
        self._layer = SemanticLayer("duckdb:///:memory:", auto_register=False)
        self._models = graph.models
        holder = {measure.name: model.name for model in graph.models.values() for measure in model.metrics}
        entities = _foreign_entities(folder)
        for model in graph.models.values():
            model.table = relations[str(model.table)]
            model.dimensions += [
                Dimension(name=name, type="categorical", sql=expression)
                for name, expression in entities[model.name]
            ]
            model.relationships = []
            if model.primary_key == "id":  # a model without a key of its own; any column will do
                model.primary_key = model.dimensions[0].sql or model.dimensions[0].name
            self._layer.add_model(model)
        for metric in graph.metrics.values():
            for part in ("numerator", "denominator"):
                name = getattr(metric, part)
                setattr(metric, part, f"{holder[name]}.{name}" if name in holder else name)
            self._layer.add_metric(metric)
        self._holder = holder

    def ask(self, con: duckdb.DuckDBPyConnection, question: Question) -> dict[tuple[Any, ...], float | None]:
        """Values by period start, mall and dimension value, as far as these were asked for."""
        model = self._models[question.model]
        group_by = [f"{model.name}.{model.default_time_dimension}__{question.period_kind}"]
        group_by += [f"{model.name}.mall"] if question.is_by_mall else []
        group_by += [f"{model.name}.{question.dimension}"] if question.dimension != "all" else []
        holder = self._holder.get(question.metric)
        metric = f"{holder}.{question.metric}" if holder else question.metric
        sql = self._layer.compile(metrics=[metric], dimensions=group_by)
        return {(as_date(row[0]), *row[1:-1]): row[-1] for row in con.execute(sql).fetchall()}


def as_date(moment: date | datetime) -> date:
    """A period start as a date, whatever the engine makes of it."""
    return moment.date() if isinstance(moment, datetime) else moment


def _foreign_entities(folder: Path) -> dict[str, list[tuple[str, str]]]:
    documents = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yml"))]
    return {
        model["name"]: [
            (entity["name"], entity.get("expr", entity["name"]))
            for entity in model["entities"]
            if entity["type"] == "foreign" and entity["name"] != JOINED
        ]
        for document in documents
        for model in document.get("semantic_models", [])
    }
