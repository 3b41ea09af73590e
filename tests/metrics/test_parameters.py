"""The variables behind a semantic model: of models and macros upstream, of nothing beside or below it."""

from __future__ import annotations

from typing import Any

from metrics.parameters import ParametersBehind


def node(text: str, nodes: tuple[str, ...] = (), macros: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"raw_code": text, "depends_on": {"nodes": nodes, "macros": macros}}


MANIFEST = {
    "nodes": {
        "model.first": node("select {{ var('far_days') }} {{ var(\"identity_breaker_let_pass\") }}"),
        "model.second": node("select {{ window() }}", ("model.first", "source.feed"), ("macro.window",)),
        "model.other": node("select {{ var('of_another') }}", ("model.second",)),
        "model.words": node("select 1 -- the variable far_days is not asked for here", ("source.feed",)),
    },
    "macros": {
        "macro.window": {
            "macro_sql": "{{ var( 'macro_days', 3) }}",
            "depends_on": {"macros": ["macro.deep", "macro.window"]},
        },
        "macro.deep": {"macro_sql": "{{ var('deep_days') }}", "depends_on": {"macros": []}},
    },
    "semantic_models": {
        "semantic_model.a": {"name": "a", "depends_on": {"nodes": ["model.second"]}},
        "semantic_model.b": {"name": "b", "depends_on": {"nodes": ["model.words"]}},
    },
}  # fmt: skip


def test_variables_of_models_and_macros_upstream_are_found() -> None:
    behind = ParametersBehind(MANIFEST)
    assert behind.semantic_models(["a"]) == {"far_days", "macro_days", "deep_days"}
    assert behind.semantic_models(["b"]) == set()
    assert behind.semantic_models(["a", "b"]) == {"far_days", "macro_days", "deep_days"}
