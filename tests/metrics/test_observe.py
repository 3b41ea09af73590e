"""What `fill` leaves in the warehouse: whole numbers, one row a cell, all or nothing, the same each time."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from metrics.manifest import SemanticManifest
from metrics.observe import fill
from tests.metrics import warehouse
from tests.metrics.conftest import SEED, Registry

EVERYTHING = "select * from control.metric_observation order by all"


def test_the_registry_is_written_whole(registry: Registry, observed: duckdb.DuckDBPyConnection) -> None:
    rows = observed.execute(
        "select metric_id, definition_hash, requirement_rows, parameters from control.metric_registry"
    ).fetchall()
    assert {row[0]: row[1] for row in rows} == {d.metric_id: d.definition_hash for d in registry.definitions}
    words = {row[0]: row[2:] for row in rows}
    assert words["purchases"][0] == "92"
    parameters = json.loads(words["purchases"][1])
    assert parameters["refund_reversal_days"] == 30
    assert parameters == dict(next(d.parameters for d in registry.definitions if d.metric_id == "purchases"))
    assert words["node_conversion_7d"][0] == "83,84,85,86,87,88,89"


def test_a_cell_has_one_row(observed: duckdb.DuckDBPyConnection) -> None:
    doubled = observed.execute(
        """select metric_id from control.metric_observation
        group by metric_id, period_kind, period_start, mall_id, dimension, dimension_value
        having count(*) > 1"""
    ).fetchall()
    assert not doubled


def test_a_value_is_its_numerator_over_its_denominator(observed: duckdb.DuckDBPyConnection) -> None:
    wrong = observed.execute(
        """select metric_id from control.metric_observation
        where (denominator = 0 and value is not null)
            or (denominator <> 0 and numerator is not null
                and value is distinct from cast(numerator as double) / cast(denominator as double))
            or (denominator is null and numerator is not null
                and value is distinct from cast(numerator as double))"""
    ).fetchall()
    assert not wrong


def test_a_share_lies_between_nothing_and_all(observed: duckdb.DuckDBPyConnection) -> None:
    wrong = observed.execute(
        """select metric_id from control.metric_observation
        join control.metric_registry using (metric_id)
        where is_share and not (numerator between 0 and denominator)"""
    ).fetchall()
    assert not wrong


def test_shares_of_a_total_add_up_to_one(observed: duckdb.DuckDBPyConnection) -> None:
    sums = observed.execute(
        """select sum(numerator) = any_value(denominator) from control.metric_observation
        where metric_id = 'entry_contribution_share' and dimension = 'entry'
        group by period_kind, period_start, mall_id"""
    ).fetchall()
    assert sums
    assert all(row[0] for row in sums)


def test_what_is_net_at_the_end_of_a_period_depends_on_the_period(
    observed: duckdb.DuckDBPyConnection,
) -> None:
    """Fewer of a week's new friends are left on its Sunday than of each day's in the evening of that day."""
    days, weeks = observed.execute(
        """select
            sum(numerator) filter (where period_kind = 'day'),
            sum(numerator) filter (where period_kind = 'week')
        from control.metric_observation
        where metric_id = 'new_friends_net' and mall_id = 'ALL' and dimension = 'all'"""
    ).fetchall()[0]
    assert weeks < days


def test_the_same_input_gives_the_same_rows(
    registry: Registry, observed: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "memberloop.duckdb"
    warehouse.build(path, SEED, SemanticManifest.read(registry.manifest))
    with duckdb.connect(str(path), config={"threads": 1}) as con:
        fill(con, registry.queries, registry.definitions)
        fill(con, registry.queries, registry.definitions)
        assert con.execute(EVERYTHING).fetchall() == observed.execute(EVERYTHING).fetchall()


def test_a_query_that_fails_leaves_what_was_there(registry: Registry, tmp_path: Path) -> None:
    path = tmp_path / "memberloop.duckdb"
    warehouse.build(path, SEED, SemanticManifest.read(registry.manifest))
    few = [query for query in registry.queries if query.period_kind == "month"][:4]
    with duckdb.connect(str(path)) as con:
        fill(con, few, registry.definitions)
        before = con.execute(EVERYTHING).fetchall()
        with pytest.raises(duckdb.Error):
            fill(con, [few[0], replace(few[1], sql="select no_such_column")], registry.definitions[:1])
        assert con.execute(EVERYTHING).fetchall() == before
        registered = con.execute("select count(*) from control.metric_registry").fetchall()
        assert registered == [(len(registry.definitions),)]
