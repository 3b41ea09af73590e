"""What a metric's meta has to hold: every fault of a metric at once, in words for who writes the YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from metrics.definition import COVERED_AS, DIRECTIONS, PERIODS, UNITS, Parameter
from metrics.manifest import Node, SemanticManifest

_REQUIRED = (
    "name_zh", "rows", "numerator_definition", "denominator_definition", "unit", "direction", "owner_role",
    "window_days", "feeds", "dimensions",
)  # fmt: skip
_OPTIONAL = (
    "periods", "parameters", "share", "share_of_total", "covered_as", "matures_after_days", "matures_on",
    "denominator_metric", "by_period", "warn", "critical", "judged_by", "proxy",
)  # fmt: skip


def meta_of(metric: Node) -> Node:
    """The meta of a metric; empty for a component."""
    meta: Node = (metric.get("config") or {}).get("meta") or {}
    return meta


def ratio_of(metric: Node) -> list[Node]:
    """Numerator and denominator of a ratio."""
    params = metric["type_params"]
    return [params["numerator"], params["denominator"]] if metric["type"] == "ratio" else []


def others_of(meta: Node) -> list[str]:
    """Names of the metrics that a metric needs beside its own parts."""
    named = [meta.get("matures_on"), meta.get("denominator_metric"), *meta.get("by_period", {}).values()]
    return [name for name in named if name]


def judged_by(meta: Node) -> str:
    """The kind of period on which bounds are laid: unless it is said, the week where there are weeks."""
    periods = meta.get("periods", PERIODS)
    usual = next((kind for kind in ("week", "day", "month") if kind in periods), None)
    return str(meta.get("judged_by", usual))


def faults_of(manifest: SemanticManifest, metric: Node, parameters: Mapping[str, Parameter]) -> list[str]:
    """What is wrong with a published metric; empty when nothing is."""
    meta = meta_of(metric)
    missing = [key for key in _REQUIRED if key not in meta]
    if missing:
        return [f"{key} is missing" for key in missing]
    checks: list[tuple[bool, str]] = [
        *((key in (*_REQUIRED, *_OPTIONAL), f"{key} is not a key of a metric's meta") for key in meta),
        (meta["unit"] in UNITS, f"unit must be one of {', '.join(UNITS)}"),
        (meta["direction"] in DIRECTIONS, f"direction must be one of {', '.join(DIRECTIONS)}"),
        (meta.get("covered_as", "metric") in COVERED_AS, f"covered_as must be of {', '.join(COVERED_AS)}"),
        (set(meta.get("periods", PERIODS)) <= set(PERIODS), f"periods must be of {', '.join(PERIODS)}"),
        *((name in parameters, f"parameter {name} is not a variable") for name in meta.get("parameters", [])),
        *((name in manifest.metrics, f"{name} is not a metric") for name in others_of(meta)),
        *((not _narrows(part), f"{part['name']} needs a metric of its own") for part in ratio_of(metric)),
        (judged_by(meta) in meta.get("periods", PERIODS), "judged_by must be one of its periods"),
        (isinstance(meta.get("proxy", ""), str), "proxy must say what the figure stands in for"),
    ]
    return [fault for holds, fault in checks if not holds] + list(_bound_faults(meta))


def _bound_faults(meta: Node) -> Iterator[str]:
    bounds = {key: meta[key] for key in ("warn", "critical") if meta.get(key) is not None}
    for key, bound in bounds.items():
        if isinstance(bound, bool) or not isinstance(bound, int | float):
            yield f"{key} must be a number"
            return
    if bounds and meta["direction"] not in ("up", "down"):
        yield f"{' and '.join(bounds)} need a direction, up or down"
    elif len(bounds) == 2:
        sign = 1 if meta["direction"] == "up" else -1
        if sign * (bounds["warn"] - bounds["critical"]) < 0:
            yield "critical must lie beyond warn, on the worse side"


def _narrows(reference: Node) -> bool:
    """Whether a ratio's part is not simply the metric it names, so that its figure could not be published."""
    return any(reference.get(key) for key in ("filter", "offset_window", "offset_to_grain"))
