"""The graph as `dagster dev` opens it."""

from __future__ import annotations

from datetime import UTC, datetime

import dagster as dg
import pytest

from orchestration.audit_job import AUDIT_SCHEDULES
from orchestration.build import build_definitions
from orchestration.jobs import schedules
from orchestration.settings import Nightly
from publishing import published_tables
from sources.registry import load_registry

GROUPS = {"raw", "staging", "identity", "lifecycle", "core", "kpi", "experiment", "publish", "report"}


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    return build_definitions()


@pytest.fixture(scope="module")
def graph(definitions: dg.Definitions) -> dg.AssetGraph:
    return definitions.resolve_asset_graph()


def test_every_asset_is_in_a_room_of_the_house(graph) -> None:
    assert {graph.get(key).group_name for key in graph.get_all_asset_keys()} == GROUPS


def test_every_feed_is_an_asset_with_checks(graph) -> None:
    for feed in load_registry():
        key = dg.AssetKey(["raw", feed.name])
        assert any(check.asset_key == key for check in graph.asset_check_keys), feed.name


def test_every_asset_says_what_it_is(graph) -> None:
    silent = [
        key.to_user_string()
        for key in graph.get_all_asset_keys()
        if graph.get(key).is_materializable and not graph.get(key).description
    ]
    assert silent == []


def test_publishing_stands_behind_every_published_table_and_the_gate(graph) -> None:
    from orchestration.project import parsed_project

    candidate = dg.AssetKey(["publish", "candidate"])
    tables = {dg.AssetKey([t.schema, t.name]) for t in published_tables(parsed_project({}).content())}
    assert tables <= graph.get(candidate).parent_keys
    assert graph.get(dg.AssetKey(["publish", "version"])).parent_keys == {candidate}


def test_nothing_upstream_reads_downstream(graph) -> None:
    order = ["raw", "staging", "identity", "lifecycle", "core", "kpi", "publish", "report"]
    published = {key for key in graph.get_all_asset_keys() if graph.get(key).group_name in order[-2:]}
    for key in graph.get_all_asset_keys() - published:
        assert not graph.get(key).parent_keys & published


def test_the_schedule_runs_yesterdays_deliveries() -> None:
    half_past_two = datetime(2026, 3, 9, 18, 30, tzinfo=UTC)  # 02:30 of the 10th in Shanghai
    context = dg.build_schedule_context(scheduled_execution_time=half_past_two)
    nightly, _ = schedules(Nightly(hour=2, minute=30))
    assert nightly.cron_schedule == "30 2 * * *"
    assert nightly(context).partition_key == "2026-03-09"


def test_identity_is_audited_every_week(definitions) -> None:
    (audit,) = AUDIT_SCHEDULES
    assert (audit.name, audit.cron_schedule) == ("identity_audit", "0 5 * * 0")
    assert definitions.resolve_schedule_def("identity_audit").job_name == "identity_audit"
