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
        "model.parts": node("{{ var('weight_' ~ part) }} {{ var('nobody_declared_it', 3) }}"),
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
        "semantic_model.c": {"name": "c", "depends_on": {"nodes": ["model.parts"]}},
        "semantic_model.b": {"name": "b", "depends_on": {"nodes": ["model.words"]}},
    },
}  # fmt: skip
DECLARED = (
    "far_days", "macro_days", "deep_days", "of_another", "identity_breaker_let_pass", "weight_of_one",
    "weight_of_two",
)  # fmt: skip


def test_variables_of_models_and_macros_upstream_are_found() -> None:
    behind = ParametersBehind(MANIFEST, DECLARED)
    assert behind.semantic_models(["a"]) == {"far_days", "macro_days", "deep_days"}
    assert behind.semantic_models(["b"]) == set()
    assert behind.semantic_models(["a", "b"]) == {"far_days", "macro_days", "deep_days"}


def test_names_that_a_template_puts_together_are_all_that_begin_so() -> None:
    assert ParametersBehind(MANIFEST, DECLARED).semantic_models(["c"]) == {"weight_of_one", "weight_of_two"}
