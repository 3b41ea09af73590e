"""The oracle of scorecards knows right ones, and tells a percentile, a score and a state that are not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from tests.oracles.scorecard import faults

SAID: dict[str, Any] = {
    "leader_low_percentile": 0.2, "leader_warn_months": 2, "leader_help_months": 3,
    "leader_replace_months": 4, "leader_weight_sales": 40, "leader_weight_growth": 20,
    "leader_weight_service": 20, "leader_weight_activity": 20,
}  # fmt: skip
# A sells less than B for three months, of which the second gave no scores; a third leader is of another tier.
WORLD = """
create schema kpi;
create table kpi.leader_scorecard_monthly as
select
    leader_id, month_start, tier as community_tier, null_reason,
    sales::double as sales_value, 5.0::double as growth_value, null::double as service_value,
    1.0::double as activity_value, sales_percentile::double as sales_percentile,
    if(score is null, null, 100.0::double) as growth_percentile,
    null::double as service_percentile,
    if(score is null, null, 100.0::double) as activity_percentile, score::double as score,
    is_low, state, state_since
from (values
    ('A', date '2026-01-01', 'T', null, 10.0, 50.0, 75.0, true, 'good', date '2026-02-01'),
    ('B', date '2026-01-01', 'T', null, 20.0, 100.0, 100.0, false, 'good', date '2026-02-01'),
    ('A', date '2026-02-01', 'T', 'left', 10.0, null, null, null, 'good', date '2026-02-01'),
    ('A', date '2026-03-01', 'T', null, 10.0, 50.0, 75.0, true, 'warning', date '2026-04-01'),
    ('B', date '2026-03-01', 'T', null, 20.0, 100.0, 100.0, false, 'good', date '2026-02-01'),
    ('C', date '2026-03-01', 'U', null, 1.0, 100.0, 100.0, false, 'good', date '2026-04-01')
) c(
    leader_id, month_start, tier, null_reason, sales, sales_percentile, score, is_low, state, state_since
);
"""


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute(WORLD)
        yield con


def test_right_cards_have_no_fault(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert faults(warehouse, SAID) == []


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("sales_percentile = 49 where sales_percentile = 50", "A 2026-01: sales percentile 49.0"),
        ("score = 76 where score = 75", "A 2026-01: score 76.0"),
        ("is_low = false where leader_id = 'A' and is_low", "A 2026-01: is_low False"),
        ("state = 'help' where state = 'warning'", "A 2026-03: state help"),
        ("state_since = '2026-03-01' where state = 'warning'", "A 2026-03: state warning since 2026-03-01"),
    ],
)
def test_what_is_off_is_told(warehouse: duckdb.DuckDBPyConnection, harm: str, told: str) -> None:
    warehouse.execute(f"update kpi.leader_scorecard_monthly set {harm}")
    assert faults(warehouse, SAID)[0].startswith(told)
