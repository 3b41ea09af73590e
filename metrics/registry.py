"""The registry of metrics: every metric of the semantic manifest that carries `rows`, with its meta and hash.

A metric without `rows` is a component: a numerator, a denominator, a day of maturity. It is not published.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from metrics.manifest import Node, SemanticManifest

Parameter = int | float | str | bool
PERIODS = ("day", "week", "month")
UNITS = ("count", "fen", "ratio", "days")
DIRECTIONS = ("up", "down", "none")
COVERED_AS = ("metric", "check", "dimension", "playbook")
MALL = "mall"
_REQUIRED = (
    "name_zh", "rows", "numerator_definition", "denominator_definition", "unit", "direction", "owner_role",
    "window_days", "feeds", "dimensions",
)  # fmt: skip
_OPTIONAL = (
    "periods", "parameters", "share", "share_of_total", "covered_as", "matures_after_days", "matures_on",
    "denominator_metric", "by_period",
)  # fmt: skip


class RegistryError(Exception):
    """The registry cannot be used; `faults` says every reason at once."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class MetricDefinition:
    """A published metric: what it means, what it is made of, and the hash of what shapes its figures."""

    metric_id: str
    name_zh: str
    name_en: str
    definition: str
    numerator_definition: str
    denominator_definition: str
    requirement_rows: tuple[int, ...]
    covered_as: str
    unit: str
    direction: str
    owner_role: str
    window_days: int
    matures_after_days: int
    feeds: tuple[str, ...]
    dimensions: tuple[str, ...]
    periods: tuple[str, ...]
    parameters: tuple[tuple[str, Parameter], ...]
    is_share: bool
    is_share_of_total: bool
    numerator_metric: str | None
    denominator_metric: str | None
    matures_on_metric: str | None
    by_period: tuple[tuple[str, str], ...]
    semantic_models: tuple[str, ...]
    counts: str
    definition_hash: str

    def metric_for(self, period_kind: str) -> str:
        """The metric that MetricFlow is asked for; some hold a different rule for each kind of period."""
        return dict(self.by_period).get(period_kind, self.metric_id)


def load(semantic_manifest: Path, parameters: Mapping[str, Parameter]) -> list[MetricDefinition]:
    """All published metrics by name, out of dbt's semantic_manifest.json.

    `parameters` are the project's variables as this run has them, defaults included.

    Raises RegistryError with every fault of every metric.
    """
    manifest = SemanticManifest.read(semantic_manifest)
    published = [metric for name, metric in sorted(manifest.metrics.items()) if "rows" in _meta(metric)]
    faults = [
        f"metric {metric['name']}: {fault}"
        for metric in published
        for fault in _faults(manifest, metric, parameters)
    ]
    if faults:
        raise RegistryError(faults)
    return [_definition(manifest, metric, parameters) for metric in published]


def _meta(metric: Node) -> Node:
    meta: Node = (metric.get("config") or {}).get("meta") or {}
    return meta


def _faults(manifest: SemanticManifest, metric: Node, parameters: Mapping[str, Parameter]) -> list[str]:
    meta = _meta(metric)
    missing = [key for key in _REQUIRED if key not in meta]
    if missing:
        return [f"{key} is missing" for key in missing]
    components = [meta.get("matures_on"), meta.get("denominator_metric"), *meta.get("by_period", {}).values()]
    checks: list[tuple[bool, str]] = [
        *((key in (*_REQUIRED, *_OPTIONAL), f"{key} is not a key of a metric's meta") for key in meta),
        (meta["unit"] in UNITS, f"unit must be one of {', '.join(UNITS)}"),
        (meta["direction"] in DIRECTIONS, f"direction must be one of {', '.join(DIRECTIONS)}"),
        (meta.get("covered_as", "metric") in COVERED_AS, f"covered_as must be of {', '.join(COVERED_AS)}"),
        (set(meta.get("periods", PERIODS)) <= set(PERIODS), f"periods must be of {', '.join(PERIODS)}"),
        *((name in parameters, f"parameter {name} is not a variable") for name in meta.get("parameters", [])),
        *((name in manifest.metrics, f"{name} is not a metric") for name in components if name),
        *((not _narrows(part), f"{part['name']} needs a metric of its own") for part in _ratio(metric)),
    ]
    return [fault for holds, fault in checks if not holds]


def _ratio(metric: Node) -> list[Node]:
    """Numerator and denominator of a ratio."""
    params = metric["type_params"]
    return [params["numerator"], params["denominator"]] if metric["type"] == "ratio" else []


def _narrows(reference: Node) -> bool:
    """Whether a ratio's part is not simply the metric it names, so that its figure could not be published."""
    return any(reference.get(key) for key in ("filter", "offset_window", "offset_to_grain"))


def _definition(
    manifest: SemanticManifest, metric: Node, parameters: Mapping[str, Parameter]
) -> MetricDefinition:
    meta, name = _meta(metric), metric["name"]
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
        parameters=_parameters(meta, parameters),
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
    if parts := _ratio(metric):
        return parts[0]["name"], parts[1]["name"]
    is_additive = all(measure.is_count_or_sum for measure in manifest.leaf_measures(metric))
    return (metric["name"] if is_additive else None), _meta(metric).get("denominator_metric")


def _parameters(meta: Node, values: Mapping[str, Parameter]) -> tuple[tuple[str, Parameter], ...]:
    return tuple((name, values[name]) for name in sorted(meta.get("parameters", [])))


def _hash(manifest: SemanticManifest, metric: Node, parameters: Mapping[str, Parameter]) -> str:
    meta = _meta(metric)
    group_by = (MALL, *sorted(meta["dimensions"]))
    others = [meta.get("matures_on"), meta.get("denominator_metric"), *meta.get("by_period", {}).values()]
    shape: dict[str, Any] = {
        "metric": manifest.resolved(metric["name"], group_by),
        "components": [manifest.resolved(name, group_by) for name in others if name],
        "parameters": _parameters(meta, parameters),
        "window": [meta["window_days"], meta.get("matures_after_days"), meta.get("share_of_total")],
        "feeds": meta["feeds"],
        "periods": meta.get("periods", PERIODS),
    }
    canonical = json.dumps(shape, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
