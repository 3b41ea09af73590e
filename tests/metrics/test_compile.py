"""Queries are compiled once and cached; a normal night imports neither MetricFlow nor dbt."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from metrics import compile as compiler
from metrics.compile import compile_queries
from metrics.manifest import SemanticManifest
from orchestration.project import CACHE_DIR
from tests.metrics.conftest import Registry

HEAVY = ("metricflow", "dbt", "metricflow_semantics")


def test_the_cache_answers_without_an_engine(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_engine(_: str) -> None:
        pytest.fail("compiled again")

    monkeypatch.setattr(compiler, "engine_over", no_engine)
    assert compile_queries(registry.manifest, registry.definitions, CACHE_DIR) == registry.queries


def test_another_definition_compiles_anew(registry: Registry, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    few = [definition for definition in registry.definitions if definition.metric_id == "redemptions"]
    document = json.loads(registry.manifest.read_text(encoding="utf-8"))
    first = compile_queries(registry.manifest, few, cache)
    model = next(one for one in document["semantic_models"] if one["name"] == "benefit_event")
    measure = next(one for one in model["measures"] if one["name"] == "redemption_count")
    measure["expr"] = "case when state = 'claimed' then 1 else 0 end"
    path = tmp_path / "semantic_manifest.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    second = compile_queries(path, few, cache)
    assert all("'redeemed'" in query.sql for query in first)
    assert all("'claimed'" in query.sql for query in second)
    assert len(list(cache.glob("queries-*.json"))) == 2


def test_an_engine_over_a_part_answers_as_one_over_the_whole(registry: Registry) -> None:
    """But for the numbers in names of subqueries."""
    document = SemanticManifest.read(registry.manifest).document
    engine = compiler.engine_over(json.dumps(document, sort_keys=True))
    joined = [query for query in registry.queries if " JOIN " in query.sql]
    for query in random.Random(7).sample(joined, 6) + random.Random(7).sample(registry.queries, 6):
        metrics = {
            name
            for column in query.columns
            for name in (column.value, column.numerator, column.denominator, column.matures_on)
            if name
        }
        group_by = [query.time_column, *(["mall"] if query.is_by_mall else [])]
        group_by += [query.dimension] if query.dimension != compiler.ALL else []
        assert unnumbered(compiler.explained(engine, sorted(metrics), group_by)) == unnumbered(query.sql)


def unnumbered(sql: str) -> str:
    """SQL with the numbers of its names in the order in which they come."""
    seen: dict[str, int] = {}

    def renamed(found: re.Match[str]) -> str:
        return f"{found[1]}_{seen.setdefault(found[0], len(seen))}"

    return re.sub(r"\b(\w+?)_(\d+)(?=\b|_cte)", renamed, sql)


def test_every_metric_has_every_period_mall_and_dimension(registry: Registry) -> None:
    asked = {
        (definition.metric_id, period, is_by_mall, dimension)
        for definition in registry.definitions
        for period in definition.periods
        for is_by_mall in (False, True)
        for dimension in ("all", *definition.dimensions)
    }
    answered = [
        (column.metric_id, query.period_kind, query.is_by_mall, query.dimension)
        for query in registry.queries
        for column in query.columns
    ]
    assert set(answered) == asked
    assert len(answered) == len(asked)


def test_importing_the_room_imports_no_engine() -> None:
    code = (
        "import sys, metrics.compile, metrics.observe, metrics.registry;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
