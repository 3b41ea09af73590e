"""The second engine again, over a real year: needs a home in which a night has run (see `cj_home`)."""

from __future__ import annotations

from pathlib import Path

import duckdb

from expectations.proofs.differential import disagreements
from expectations.proofs.second_engine import SecondEngine
from metrics.manifest import SemanticManifest
from tests.metrics.conftest import PROJECT_DIR, Registry


def test_the_second_engine_gives_the_same_figures(registry: Registry, cj_home: Path) -> None:
    engine = SecondEngine(PROJECT_DIR / "models" / "semantic", registry.relations)
    manifest = SemanticManifest.read(registry.manifest)
    with duckdb.connect(str(cj_home / "warehouse" / "memberloop.duckdb"), read_only=True) as con:
        assert not list(disagreements(con, engine, manifest, registry.definitions))


def test_every_metric_has_figures_or_lacks_a_feed(cj_home: Path) -> None:
    with duckdb.connect(str(cj_home / "warehouse" / "memberloop.duckdb"), read_only=True) as con:
        unknown = con.execute(
            """select metric_id from kpi.kpi_value
            group by metric_id
            having count(value) = 0 and not bool_or(
                null_reason like 'feed_absent:%' or null_reason = 'empty_denominator'
                or null_reason like 'immature_until:%'
            )"""
        ).fetchall()
    assert not unknown
