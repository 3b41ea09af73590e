"""Alerts by command: listed with what to do, taken on until taken back, before the next night sees it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main
from orchestration.settings import load_settings
from orchestration.told import told
from sources.layout import Home
from sources.stewardship.acknowledgements import acknowledgements

RULE, LEADER = "leader:no_orders", "LC1"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    file = tmp_path / "published/current/memberloop.duckdb"
    file.parent.mkdir(parents=True)
    with duckdb.connect(str(file)) as con:
        con.execute("""
            create schema kpi;
            create table kpi.alert as select * from (values
                ('warning', 'ongoing', 'leader:no_orders', 'LC1', date '2026-03-09', 0.0, 1.0,
                 date '2026-03-07', null, 'community_operator', 'PB-1',
                 '零单', 'No orders', '打电话', 'Call', true),
                ('warning', 'closed', 'leader:no_orders', 'LC2', date '2026-03-08', 1.0, 1.0,
                 date '2026-03-01', null, 'community_operator', 'PB-1',
                 '零单', 'No orders', '打电话', 'Call', false)
            ) as alert(severity, status, rule_id, object_id, day, value, threshold, opened_on,
                acknowledged_by, owner_role, playbook_id, name_zh, name_en, action_zh, action_en, is_open_now)
        """)
    return tmp_path


def ask(home: Path, *arguments: str) -> Result:
    env = {"MEMBERLOOP_HOME": str(home), "MEMBERLOOP_PEPPER": "a secret of the tests"}
    return CliRunner().invoke(main, list(arguments), env=env)


def listed(home: Path, *arguments: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads(ask(home, "alert", "list", "--json", *arguments).stdout)
    return rows


def test_open_alerts_are_listed_with_what_to_do(home: Path) -> None:
    answer = ask(home, "alert", "list")
    assert answer.exit_code == 0, answer.output
    for word in (RULE, LEADER, "2026-03-07", "community_operator", "打电话", "Call"):
        assert word in answer.output
    assert "LC2" not in answer.output
    assert [row["object_id"] for row in listed(home, "--all")] == [LEADER, "LC2"]


def test_who_takes_it_on_shows_at_once_and_reaches_the_next_night(home: Path) -> None:
    answer = ask(home, "alert", "ack", RULE, LEADER, "--reason", "called")
    assert answer.exit_code == 0, answer.output
    assert "A0001: community_operator" in answer.output
    assert [(row["status"], row["acknowledged_by"]) for row in listed(home)] == [
        ("acknowledged", "community_operator")
    ]
    status = json.loads(ask(home, "status", "--json").stdout)["open alerts"]
    assert [(row["object_id"], row["status"]) for row in status] == [(LEADER, "acknowledged")]
    settings = load_settings(
        {"MEMBERLOOP_PEPPER": "a secret of the tests", "MEMBERLOOP_HOME": str(home)}, home
    )
    (row,) = told(settings)["alert_acknowledgement"]
    assert tuple(row[:6]) == ("A0001", RULE, LEADER, date(2026, 3, 9), "called", "community_operator")


def test_what_is_taken_back_is_open_again(home: Path) -> None:
    ask(home, "alert", "ack", RULE, LEADER, "--reason", "called", "--role", "operations_lead")
    answer = ask(home, "alert", "unack", "A0001", "--reason", "by mistake")
    assert answer.exit_code == 0, answer.output
    assert [row["status"] for row in listed(home)] == ["ongoing"]
    (kept,) = acknowledgements(Home(home).acknowledgements)
    assert (kept.acknowledged_by, kept.is_in_force) == ("operations_lead", False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ack", RULE, "LC2", "--reason", "x"), "no such alert is open"),
        (("ack", RULE, LEADER, "--reason", "call 13800138000"), "long number"),
        (("unack", "A0007", "--reason", "x"), "no acknowledgement has this id"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_kept(
    home: Path, arguments: tuple[str, ...], said: str
) -> None:
    answer = ask(home, "alert", *arguments)
    assert answer.exit_code == 2
    assert said in answer.output
    assert "13800138000" not in answer.output
    assert acknowledgements(Home(home).acknowledgements) == []


def test_nothing_published_has_no_alerts(tmp_path: Path) -> None:
    assert "no alerts" in ask(tmp_path, "alert", "list").output
