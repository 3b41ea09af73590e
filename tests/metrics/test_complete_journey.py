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


# What this grocer's year gives nothing to divide by although its feeds are there: no referral, gift, pack
# or package, no quota, no birthday, no time of verifying, nobody to wake, no margin, no ring to move up in.
NOTHING_TO_DIVIDE_BY = {
    "benefit_quota_use_rate",
    "birthday_gift_coverage",
    "birthday_gift_redemption_rate",
    "care_delivery_rate",
    "complement_purchase_rate_30d",
    "complement_recommendation_rate",
    "expected_margin_average_fen",
    "gift_redemption_rate_7d",
    "high_potential_precision_90d",
    "lifetime_value_average_fen",
    "member_day_attendance_rate",
    "member_day_ticket_fen",
    "pack_completion_rate",
    "package_attach_rate",
    "package_day_attach_rate",
    "referral_suspect_rate",
    "referral_valid_rate",
    "verify_failure_rate",
    "verify_median_seconds",
    "verify_shops_off_rate",
    "verify_slow_rate",
    "wake_success_rate",
}


def test_every_metric_has_figures_or_lacks_a_feed(cj_home: Path) -> None:
    with duckdb.connect(str(cj_home / "warehouse" / "memberloop.duckdb"), read_only=True) as con:
        unknown = con.execute(
            """select metric_id from kpi.kpi_value
            group by metric_id
            having count(value) = 0 and not bool_or(null_reason like 'feed_absent:%')"""
        ).fetchall()
    assert {metric_id for (metric_id,) in unknown} <= NOTHING_TO_DIVIDE_BY
