"""`memberloop member show`: the member by any name, as of any day, with the reasons, and nothing in clear."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from sources.layout import Home
from tests.orchestration.member_home import (
    DESK,
    FIRST,
    FORMER,
    MEMBER_NO,
    OPENID,
    PHONE,
    SECOND,
    SECRET,
    UNIONID,
    hashed,
    make,
)  # fmt: skip

HOLD = """
import sys, duckdb
held = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("home"))


def ask(home: Path, *arguments: str, told: str = ""):
    env = {"MEMBERLOOP_HOME": str(home), "MEMBERLOOP_PEPPER": SECRET}
    return CliRunner().invoke(main, ["member", "show", *arguments], env=env, input=told)


def document(home: Path, *arguments: str, told: str = "") -> dict[str, Any]:
    answer = ask(home, *arguments, "--json", told=told)
    assert answer.exit_code == 0, answer.output
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def plain(identifier: tuple[str, str]) -> str:
    return ":".join(identifier)


def short(identifier: tuple[str, str]) -> str:
    return f"{identifier[0]}:#{hashed(identifier)[:12]}"


@pytest.mark.parametrize(
    "subject", [FIRST, plain(PHONE), plain(UNIONID), "openid:oOpen", f"phone:#{hashed(PHONE)[:12]}"]
)
def test_a_member_is_found_by_any_of_its_names(home, subject):
    assert document(home, subject)["member_uid"] == FIRST


def test_a_hash_needs_no_secret(home):
    env = {"MEMBERLOOP_HOME": str(home), "MEMBERLOOP_PEPPER": None}
    for subject, code in ((f"phone:#{hashed(PHONE)[:12]}", 0), (plain(PHONE), 2)):
        assert CliRunner().invoke(main, ["member", "show", subject], env=env).exit_code == code


def test_what_is_typed_on_standard_input_is_found_too(home):
    assert document(home, "-", told=plain(PHONE) + "\n")["member_uid"] == FIRST


def test_a_former_id_leads_to_the_one_that_speaks_for_it(home):
    shown = document(home, FORMER)
    assert (shown["member_uid"], shown["former_ids"]) == (SECOND, [FORMER])
    assert [line["op"] for line in shown["history"]] == ["mint", "merge", "move", "share"]


def test_the_member_is_shown_with_identifiers_relations_household_and_car(home):
    shown = document(home, FIRST)
    assert shown["member"]["behaviour_layer"] == "active_no_repurchase"
    assert (shown["member"]["first_seen_on"], shown["member"]["last_seen_on"]) == ("2026-01-01", "2026-01-09")
    assert [(row["identifier_type"], row["role"]) for row in shown["identifiers"]] == [
        ("unionid", "owner"), ("openid", "owner"), ("phone", "owner"),
    ]  # fmt: skip
    assert [(row["identifier_type"], row["member"]) for row in shown["shared_with"]] == [("phone", SECOND)]
    assert [row["member"] for row in shown["household"]] == [FIRST, SECOND]
    assert [row["role"] for row in shown["vehicles"]] == ["main"]
    assert [(row["guard"], row["identifier"]) for row in shown["guards"]] == [("generic_value", short(DESK))]


def test_nothing_is_shown_or_logged_in_clear(home):
    said = ask(home, plain(PHONE)).output + ask(home, "--why", plain(PHONE), plain(UNIONID)).output
    said += Home(home).access_log.read_text()
    for value in (PHONE[1], UNIONID[1], "oOpen", MEMBER_NO[1], DESK[1]):
        assert value not in said
    for identifier in (PHONE, UNIONID, OPENID):
        assert hashed(identifier) not in said


def test_every_look_is_logged_with_role_and_hash(tmp_path):
    home = make(tmp_path / "home")
    ask(home, plain(PHONE))
    ask(home, "--why", plain(PHONE), FIRST)
    ask(home, "unionid:nobody")
    lines = [json.loads(line) for line in Home(home).access_log.read_text().splitlines()]
    assert [(line["command"], line["role"]) for line in lines] == [
        ("show", "steward"), ("why", "steward"), ("show", "steward"),
    ]  # fmt: skip
    assert (lines[0]["subjects"], lines[0]["member_uids"]) == ([short(PHONE)], [FIRST])
    assert lines[1]["subjects"] == [short(PHONE), short(UNIONID)]
    assert lines[2]["member_uids"] == []


@pytest.mark.parametrize(
    ("day", "uid", "held"),
    [("2026-01-04", FORMER, {"member_no"}), ("2026-01-05", SECOND, {"member_no", "phone"})],
)
def test_an_identifier_is_shown_as_a_day_knew_it(home, day, uid, held):
    shown = document(home, plain(MEMBER_NO), "--as-of", day)
    assert shown["member_uid"] == uid
    assert {row["identifier_type"] for row in shown["identifiers"]} == held
    assert all(line["day"] <= day for line in shown["history"])


def test_a_member_is_shown_as_a_day_knew_it(home):
    shown = document(home, FIRST, "--as-of", "2026-01-02")
    assert shown["member"]["layer"] == "joined_inactive"
    assert shown["household"] == []
    assert shown["shared_with"] == []
    assert {row["identifier_type"] for row in shown["identifiers"]} == {"unionid", "openid", "phone"}
    early = document(home, FIRST, "--as-of", "2026-01-01")
    assert {row["identifier_type"] for row in early["identifiers"]} == {"unionid", "openid"}
    assert "stands for no member on 2025-12-31" in ask(home, plain(PHONE), "--as-of", "2025-12-31").output


def test_why_two_identifiers_are_one_person_is_told_hop_by_hop(home):
    why = document(home, "--why", plain(UNIONID), plain(PHONE))
    assert why["is_one_member"]
    assert [(hop["from"], hop["to"], hop["feed"], hop["records"]) for hop in why["path"]] == [
        (short(UNIONID), short(OPENID), "app_event", 2),
        (short(OPENID), short(PHONE), "app_binding", 1),
    ]
    assert why["path"][0]["first_seen_at"].startswith("2026-01-01")
    assert why["path"][0]["record"] == "a1"


def test_of_equal_ways_the_strongest_and_oldest_is_told(tmp_path):
    home = make(tmp_path / "home")
    with duckdb.connect(str(Home(home).warehouse_file)) as con:
        con.execute("update identity.int_identity__evidence set bound_at = null where source_key = 'a1'")
        con.execute(
            "insert into identity.int_identity__evidence select 'wifi_portal', 'w1', identifier_type,"
            " identifier_hash, node_key, strength, seen_at, null from identity.int_identity__evidence"
            " where source_key = 'b1'"
        )
    why = document(home, "--why", plain(UNIONID), plain(PHONE))
    assert [(hop["feed"], hop["record"]) for hop in why["path"]] == [
        ("app_event", "a2"),
        ("app_binding", "b1"),
    ]


def test_why_two_identifiers_are_not_one_person_is_told_with_the_guards_that_spoke(home):
    why = document(home, "--why", plain(UNIONID), plain(MEMBER_NO))
    assert not why["is_one_member"]
    assert why["members"] == [FIRST, SECOND]
    assert len(why["path"]) == 3
    assert [row["sign_kinds"] for row in why["common"]] == ["phone"]
    assert [(row["guard"], row["action"]) for row in why["guards"]] == [("generic_value", "blocked")]
    assert "the rules did not follow" in ask(home, "--why", FIRST, SECOND).output


def test_within_a_member_no_step_goes_over_a_barred_value(tmp_path):
    home = make(tmp_path / "home")
    with duckdb.connect(str(Home(home).warehouse_file)) as con:
        con.execute("delete from identity.int_identity__evidence where source_key = 'b1'")
        # Phone and openid stand beside one barred value now, each in another record, and share nothing else.
        con.execute(
            "update identity.int_identity__evidence set source_feed = 'form_signup', source_key = 'f2'"
            " where source_key = 'r1' and identifier_type = 'phone'"
        )
    why = document(home, "--why", plain(UNIONID), plain(PHONE))
    assert (why["is_one_member"], why["path"]) == (True, None)
    assert "No evidence leads" in ask(home, "--why", plain(UNIONID), plain(PHONE)).output


def test_a_stewards_must_link_is_a_step_of_its_own(tmp_path):
    home = make(tmp_path / "home")
    with duckdb.connect(str(Home(home).warehouse_file)) as con:
        con.execute(
            "insert into control.steward_decision values"
            " ('D0001', 'must_link', 'unionid', ?, 'phone', ?, 'at the desk', 'steward', '2026-02-01', true)",
            [hashed(UNIONID), hashed(PHONE)],
        )
    why = document(home, "--why", plain(UNIONID), plain(PHONE))
    assert [(hop["feed"], hop["record"]) for hop in why["path"]] == [("steward", "D0001")]
    assert [row["reason"] for row in why["decisions"]] == ["at the desk"]


def test_a_run_that_holds_the_warehouse_is_told_and_the_member_is_shown_all_the_same(home):
    command = [sys.executable, "-c", HOLD, str(Home(home).warehouse_file)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ), text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        shown, why = ask(home, FIRST), ask(home, "--why", FIRST, plain(PHONE))
        holder.communicate("")
    assert shown.exit_code == 0
    assert "guards are not shown: a run holds the warehouse" in shown.output
    assert why.exit_code == 2
    assert "ask again when it has ended" in why.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "give SUBJECT"),
        ((FIRST, "--why", FIRST, SECOND), "give SUBJECT"),
        (("--why", FIRST, SECOND, "--as-of", "2026-01-01"), "leave --as-of out"),
        (("M0000000009",), "no member M0000000009"),
        (("unionid:nobody",), "stands for no member"),
    ],
)
def test_what_cannot_be_shown_is_a_usage_error(home, arguments, told):
    answer = ask(home, *arguments)
    assert answer.exit_code == 2
    assert told in answer.output


def test_members_that_wait_for_review_are_listed_the_most_doubtful_first(home):
    env = {"MEMBERLOOP_HOME": str(home), "MEMBERLOOP_PEPPER": SECRET}
    answer = CliRunner().invoke(main, ["member", "review", "--json"], env=env)
    assert [row["member_uid"] for row in json.loads(answer.output)] == [FIRST, SECOND]


def test_real_tables_have_what_is_asked_of_them(cj_home):
    env = {"MEMBERLOOP_HOME": str(cj_home), "MEMBERLOOP_PEPPER": SECRET}
    with duckdb.connect(str(cj_home / "published/current/memberloop.duckdb"), read_only=True) as con:
        ((kind, value),) = con.execute(
            "select identifier_type, identifier_hash from core.bridge_member_identifier"
            " where role = 'owner' order by all limit 1"
        ).fetchall()
    named = f"{kind}:#{value}"
    asked = [
        ["show", named],
        ["show", named, "--as-of", "2018-06-30"],
        ["show", "--why", named, named],
        ["review"],
    ]
    for arguments in asked:
        answer = CliRunner().invoke(main, ["member", *arguments], env=env)
        assert answer.exit_code == 0, answer.output
