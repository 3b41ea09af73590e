"""The registry of metrics: every metric of the semantic manifest that carries `rows`, with its meta and hash.

A metric without `rows` is a component: a numerator, a denominator, a day of maturity. It is not published.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from metrics.definition import PERIODS, MetricDefinition, Parameter
from metrics.errors import RegistryError
from metrics.manifest import Node, SemanticManifest
from metrics.meta import faults_of, judged_by, meta_of, others_of, ratio_of
from metrics.parameters import ParametersBehind

MALL = "mall"
Parameters = tuple[tuple[str, Parameter], ...]
__all__ = ["MALL", "PERIODS", "MetricDefinition", "Parameter", "RegistryError", "load"]


def load(
    semantic_manifest: Path, parameters: Mapping[str, Parameter], manifest: Mapping[str, Any]
) -> list[MetricDefinition]:
    """All published metrics by name, out of dbt's semantic_manifest.json.

    `parameters` are the project's variables as this run has them, defaults included; `manifest` is what
    dbt's manifest.json holds, which tells the variables that each metric stands on.

    Raises RegistryError with every fault of every metric.
    """
    semantic = SemanticManifest.read(semantic_manifest)
    published = [metric for name, metric in sorted(semantic.metrics.items()) if "rows" in meta_of(metric)]
    faults = [
        f"metric {metric['name']}: {fault}"
        for metric in published
        for fault in faults_of(semantic, metric, parameters)
    ]
    if faults:
        raise RegistryError(faults)
    behind = ParametersBehind(manifest, parameters.keys())
    return [
        _definition(semantic, metric, _parameters(semantic, behind, metric, parameters))
        for metric in published
    ]


def _definition(manifest: SemanticManifest, metric: Node, parameters: Parameters) -> MetricDefinition:
    meta, name = meta_of(metric), metric["name"]
    numerator, denominator = _parts(manifest, metric)
    return MetricDefinition(
        metric_id=name,
        name_zh=meta["name_zh"],
        name_en=metric["label"],
        definition=metric["description"],
        numerator_definition=meta["numerator_definition"],
        denominator_definition=meta["denominator_definition"],
        requirement_rows=tuple(meta["rows"]),
        covered_as=meta.get("covered_as", "metric"),
        unit=meta["unit"],
        direction=meta["direction"],
        owner_role=meta["owner_role"],
        window_days=meta["window_days"],
        matures_after_days=meta.get("matures_after_days", meta["window_days"]),
        feeds=tuple(meta["feeds"]),
        dimensions=tuple(meta["dimensions"]),
        periods=tuple(meta.get("periods", PERIODS)),
        parameters=parameters,
        warn=_bound(meta.get("warn")),
        critical=_bound(meta.get("critical")),
        judged_by=judged_by(meta),
        proxy=meta.get("proxy", ""),
        is_share=meta.get("share", False),
        is_share_of_total=meta.get("share_of_total", False),
        numerator_metric=numerator,
        denominator_metric=denominator,
        matures_on_metric=meta.get("matures_on"),
        by_period=tuple(sorted(meta.get("by_period", {}).items())),
        semantic_models=manifest.models_of(metric),
        counts=manifest.counts_of(metric),
        definition_hash=_hash(manifest, metric, parameters),
    )


def _parts(manifest: SemanticManifest, metric: Node) -> tuple[str | None, str | None]:
    if parts := ratio_of(metric):
        return parts[0]["name"], parts[1]["name"]
    is_additive = all(measure.is_count_or_sum for measure in manifest.leaf_measures(metric))
    return (metric["name"] if is_additive else None), meta_of(metric).get("denominator_metric")


def _bound(given: float | None) -> float | None:
    return None if given is None else float(given)


def _parameters(
    manifest: SemanticManifest, behind: ParametersBehind, metric: Node, values: Mapping[str, Parameter]
) -> Parameters:
    """The variables of the models behind a metric, and those that it names because none of them asks."""
    meta = meta_of(metric)
    metrics = [metric, *(manifest.metrics[name] for name in others_of(meta))]
    models = {model for one in metrics for model in manifest.models_behind(one)}
    names = behind.semantic_models(models) | set(meta.get("parameters", []))
    return tuple((name, values[name]) for name in sorted(names))


def _hash(manifest: SemanticManifest, metric: Node, parameters: Parameters) -> str:
    meta = meta_of(metric)
    group_by = (MALL, *sorted(meta["dimensions"]))
    shape: dict[str, Any] = {
        "metric": manifest.resolved(metric["name"], group_by),
        "components": [manifest.resolved(name, group_by) for name in others_of(meta)],
        "parameters": parameters,
        "window": [meta["window_days"], meta.get("matures_after_days"), meta.get("share_of_total")],
        "feeds": meta["feeds"],
        "periods": meta.get("periods", PERIODS),
    }
    canonical = json.dumps(shape, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
