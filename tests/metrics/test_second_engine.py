"""Every figure of every registered metric is the same from an engine that knows nothing of MetricFlow."""

from __future__ import annotations

import duckdb
import pytest

from expectations.proofs.differential import ORACLES, disagreements, needs_oracle, observed, questions
from expectations.proofs.second_engine import SecondEngine
from metrics.manifest import SemanticManifest
from tests.metrics.conftest import PROJECT_DIR, Registry


@pytest.fixture(scope="module")
def engine(registry: Registry) -> SecondEngine:
    return SecondEngine(PROJECT_DIR / "models" / "semantic", registry.relations)


def test_the_second_engine_gives_the_same_figures(
    registry: Registry, engine: SecondEngine, observed_warehouse: duckdb.DuckDBPyConnection
) -> None:
    manifest = SemanticManifest.read(registry.manifest)
    assert not list(disagreements(observed_warehouse, engine, manifest, registry.definitions))


def test_every_metric_has_figures_to_compare(
    registry: Registry, observed_warehouse: duckdb.DuckDBPyConnection
) -> None:
    silent = [
        question
        for definition in registry.definitions
        for question in questions(definition)
        if not observed(observed_warehouse, question)
    ]
    assert not silent


def test_a_figure_that_moved_is_told(
    registry: Registry, engine: SecondEngine, observed_warehouse: duckdb.DuckDBPyConnection
) -> None:
    manifest = SemanticManifest.read(registry.manifest)
    (buyers,) = [d for d in registry.definitions if d.metric_id == "new_members"]
    con = observed_warehouse.cursor()
    con.execute("begin")
    con.execute("update control.metric_observation set value = value + 1 where metric_id = 'new_members'")
    assert list(disagreements(con, engine, manifest, [buyers], is_whole=False))
    con.execute("rollback")


def test_what_sidemantic_cannot_express_has_an_oracle(registry: Registry) -> None:
    manifest = SemanticManifest.read(registry.manifest)
    wanted = {d.metric_id for d in registry.definitions if needs_oracle(manifest, d)}
    oracles = {path.stem for path in ORACLES.glob("*.sql")}
    assert wanted <= oracles <= {d.metric_id for d in registry.definitions}
