"""One touchpoint of high frequency and the registry are enough to begin with (requirement 226)."""

from __future__ import annotations

import pytest

from tests.e2e.nights import memberloop, rows, store, wholeness_faults

# What each of them can tell on its own, and what it cannot for want of a feed.
SCOPES = {
    "gates_and_registry": (("master_mall", "member_registry", "parking"), "new_members", "net_sales_fen"),
    "till_alone": (("master_mall", "master_shop", "pos_sales"), "net_sales_fen", "new_friends"),
}


@pytest.mark.parametrize("scope", SCOPES)
def test_a_night_with_few_feeds_is_published_and_says_what_is_missing(small, scope, tmp_path):
    feeds, told, missing = SCOPES[scope]
    small.world.land(tmp_path, [path for path in small.world.deliveries() if path.partition("/")[0] in feeds])
    night = memberloop(tmp_path, "run")
    assert night.exit == 0, night.said
    assert wholeness_faults(store(tmp_path)) == []
    figures = "select count(value) from kpi.kpi_value where metric_id = '{}' and dimension = 'all'"
    assert rows(store(tmp_path), figures.format(told))[0][0] > 0
    assert rows(store(tmp_path), figures.format(missing)) == [(0,)]
    assert rows(
        store(tmp_path),
        "select count(*) from kpi.kpi_value where value is null and null_reason is null",
    ) == [(0,)]
    reasons = rows(
        store(tmp_path), f"select distinct null_reason from kpi.kpi_value where metric_id = '{missing}'"
    )
    assert len(reasons) == 1
    assert reasons[0][0].startswith("feed_absent:")
