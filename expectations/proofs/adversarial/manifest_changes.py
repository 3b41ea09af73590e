"""Wrong and harmless changes of the semantic YAML, generated at every measure, filter and part of a ratio."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from expectations.proofs.adversarial.figures import meta_of
from expectations.proofs.adversarial.mutations import mutations
from expectations.proofs.adversarial.rewrites import rewrites
from expectations.proofs.adversarial.trees import Variant

_PREFIX, _SUFFIX = "select ", " as measured from t"
_WHOLE = ("rendered_anew", "wrapped", "renamed_ctes", "reordered_ctes", "renamed_alias")


@dataclass(frozen=True)
class ChangedManifest:
    """A semantic manifest that was changed in one way, and which."""

    operator: str
    place: str
    document: Mapping[str, Any]


def wrong_manifests(
    document: Mapping[str, Any], nullable: Callable[[str], frozenset[str]]
) -> Iterator[ChangedManifest]:
    """Mutations of all that a published metric is made of; `nullable` tells a table's columns with NULLs."""
    used = _used(document)
    for model, measure in _measures(document):
        if measure["name"] not in used:
            continue
        may_be_null = nullable(_table(model))
        yield from _expressions(document, model, measure, lambda sql: mutations(sql, may_be_null))  # noqa: B023
        if measure["agg"] == "count_distinct" and not _is_key(model, measure):
            yield _measure_changed(document, "count_for_distinct", model, measure, {"agg": "count"})
        if (measure.get("non_additive_dimension") or {}).get("window_choice") == "max":
            first = {**measure["non_additive_dimension"], "window_choice": "min"}
            yield _measure_changed(document, "window_edge", model, measure, {"non_additive_dimension": first})
    yield from _wrong_metrics(document)


def harmless_manifests(document: Mapping[str, Any]) -> Iterator[ChangedManifest]:
    """Rewrites of measures, and measures and components under other names."""
    used = _used(document)
    for model, measure in _measures(document):
        if measure["name"] not in used:
            continue
        yield from _expressions(
            document, model, measure, lambda sql: (v for v in rewrites(sql) if v.operator not in _WHOLE)
        )
        if measure["agg"] == "count" and measure.get("expr"):
            counted = {"agg": "sum", "expr": f"case when {measure['expr']} is not null then 1 else 0 end"}
            yield _measure_changed(document, "count_or_sum", model, measure, counted)
        yield _renamed(document, measure["name"])


def _measures(document: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for model in document["semantic_models"]:
        for measure in model["measures"]:
            yield model, measure


def _table(model: Mapping[str, Any]) -> str:
    return f"{model['node_relation']['schema_name']}.{model['node_relation']['alias']}"


def _is_key(model: Mapping[str, Any], measure: Mapping[str, Any]) -> bool:
    keys = {
        entity.get("expr") or entity["name"] for entity in model["entities"] if entity["type"] == "primary"
    }
    return (measure.get("expr") or measure["name"]) in keys


def _used(document: Mapping[str, Any]) -> set[str]:
    """Names of measures behind published metrics; days of maturity are not figures."""
    metrics = {metric["name"]: metric for metric in document["metrics"]}
    found: set[str] = set()

    def visit(name: str) -> None:
        params = metrics[name]["type_params"]
        if params.get("measure"):
            found.add(params["measure"]["name"])
        for part in (params.get("numerator"), params.get("denominator"), *(params.get("metrics") or [])):
            if part:
                visit(part["name"])

    for name, metric in metrics.items():
        if "rows" in meta_of(metric):
            visit(name)
    return found


def _expressions(
    document: Mapping[str, Any],
    model: Mapping[str, Any],
    measure: Mapping[str, Any],
    changes: Callable[[str], Iterator[Variant]],
) -> Iterator[ChangedManifest]:
    expression = str(measure.get("expr") or measure["name"])
    for variant in changes(f"{_PREFIX}{expression}{_SUFFIX}"):
        body = variant.sql[len(_PREFIX) : variant.sql.lower().rfind(_SUFFIX)]
        yield _measure_changed(document, variant.operator, model, measure, {"expr": body}, variant.place)


def _measure_changed(
    document: Mapping[str, Any],
    operator: str,
    model: Mapping[str, Any],
    measure: Mapping[str, Any],
    content: Mapping[str, Any],
    place: str = "",
) -> ChangedManifest:
    measures = _replaced(model["measures"], measure["name"], content)
    models = _replaced(document["semantic_models"], model["name"], {"measures": measures})
    changed = {**document, "semantic_models": models}
    return ChangedManifest(operator, f"{measure['name']}: {place or dict(content)}", changed)


def _replaced(
    named: Sequence[Mapping[str, Any]], name: str, content: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """A list with one of its members changed; the others are shared, for a manifest is large."""
    return [{**one, **content} if one["name"] == name else one for one in named]


def _wrong_metrics(document: Mapping[str, Any]) -> Iterator[ChangedManifest]:
    for metric in document["metrics"]:
        name, meta = metric["name"], meta_of(metric)
        if metric.get("filter"):
            yield _metric_changed(document, "dropped_filter", name, {"filter": None})
        if "rows" not in meta:
            continue
        if meta.get("matures_after_days", meta.get("window_days")):
            early = {**metric["config"], "meta": {**meta, "matures_after_days": 0}}
            yield _metric_changed(document, "immature_counted", name, {"config": early})
        if meta.get("matures_on"):
            never = {
                **metric["config"],
                "meta": {key: value for key, value in meta.items() if key != "matures_on"},
            }
            yield _metric_changed(document, "immature_counted", name, {"config": never})


def _metric_changed(
    document: Mapping[str, Any], operator: str, name: str, content: Mapping[str, Any]
) -> ChangedManifest:
    changed = {**document, "metrics": _replaced(document["metrics"], name, content)}
    return ChangedManifest(operator, f"{name}: {', '.join(content)}", changed)


def _renamed(document: Mapping[str, Any], measure: str) -> ChangedManifest:
    """A measure under another name wherever it is named."""
    anew = f"{measure}_anew"
    models = []
    for model in document["semantic_models"]:
        measures = [
            {**mine, "expr": mine.get("expr") or measure, "name": anew} if mine["name"] == measure else mine
            for mine in model["measures"]
        ]
        models.append({**model, "measures": measures})
    metrics = [_with_measure_renamed(metric, measure, anew) for metric in document["metrics"]]
    changed = {**document, "semantic_models": models, "metrics": metrics}
    return ChangedManifest("renamed_measure", measure, changed)


def _with_measure_renamed(metric: Mapping[str, Any], old: str, new: str) -> Mapping[str, Any]:
    params = metric["type_params"]
    if old not in [
        named["name"] for named in (params.get("measure"), *(params.get("input_measures") or [])) if named
    ]:
        return metric
    copied = copy.deepcopy(dict(params))
    for reference in (copied.get("measure"), *(copied.get("input_measures") or [])):
        if reference and reference["name"] == old:
            reference["name"] = new
    return {**metric, "type_params": copied}
