"""A steward's decisions by command: hashed at once, kept once, told back without a value."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from sources.identifiers import Pepper, identifier_hash
from sources.layout import Home
from sources.stewardship.decisions import decisions

SECRET = "a secret of the tests"
PHONE, UNIONID = "13800001111", "oUnionOfSomebody"


def hashed(kind: str, value: str) -> str:
    return identifier_hash(Pepper(SECRET), kind, value) or ""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def published(home: Path) -> Path:
    file = home / "published/current/memberloop.duckdb"
    file.parent.mkdir(parents=True)
    with duckdb.connect(str(file)) as con:
        con.execute("""
            create schema core;
            create table core.member_redirect (old_member_uid varchar, member_uid varchar);
            insert into core.member_redirect values ('M0000000009', 'M0000000001');
            create table core.bridge_member_identifier (
                identifier_type varchar, identifier_hash varchar, valid_from timestamp, valid_to timestamp,
                member_uid varchar, strength varchar, role varchar
            );
            insert into core.bridge_member_identifier values
                ('phone', repeat('a', 64), '2026-01-01', null, 'M0000000001', 'S2', 'owner'),
                ('unionid', repeat('b', 64), '2026-01-02', null, 'M0000000001', 'S0', 'owner'),
                ('unionid', repeat('c', 64), '2026-01-02', null, 'M0000000001', 'S0', 'shared'),
                ('member_no', repeat('d', 64), '2026-01-02', null, 'M0000000002', 'S1', 'owner'),
                ('member_no', rpad('dddddddddddd', 64, 'e'), '2026-01-02', null, 'M0000000002', 'S1', 'owner')
        """)
    return home


def ask(home: Path, *arguments: str, told: str = "", **environ: str):
    env = {"MEMBERLOOP_HOME": str(home), "MEMBERLOOP_PEPPER": SECRET, **environ}
    return CliRunner().invoke(main, ["member", *arguments], env=env, input=told)


def kept(home: Path):
    return decisions(Home(home).decisions)


def test_values_are_hashed_and_found_nowhere(home):
    answer = ask(home, "link", f"phone:{PHONE}", f"unionid:{UNIONID}", "--reason", "same person at the desk")
    assert answer.exit_code == 0, answer.output
    (decision,) = kept(home)
    assert (decision.op, decision.decided_by) == ("must_link", "steward")
    assert {(side.type, side.hash) for side in (decision.a, decision.b)} == {
        ("phone", hashed("phone", PHONE)),
        ("unionid", hashed("unionid", UNIONID)),
    }
    written = "".join(path.read_text() for path in home.rglob("*") if path.is_file())
    for value in (PHONE, UNIONID):
        assert value not in written + answer.output


def test_identifiers_come_from_standard_input_too(home):
    told = f"phone:{PHONE}\nunionid:{UNIONID}\n"
    assert ask(home, "unlink", "-", "-", "--reason", "twins", told=told).exit_code == 0
    assert kept(home)[0].op == "cannot_link"
    assert ask(home, "unlink", "-", "-", "--reason", "twins", told="phone:1\n").exit_code == 2


def test_the_same_decision_is_kept_once_and_can_be_taken_back(home):
    pair = ("link", f"phone:{PHONE}", f"unionid:{UNIONID}", "--reason", "x")
    assert "from the next night on" in ask(home, *pair).output
    assert "decided before" in ask(home, *pair).output
    assert "D0001" in ask(home, "unlink", *pair[1:]).output
    assert len(kept(home)) == 1
    assert ask(home, "link", "--undo", "D0001", "--reason", "no").exit_code == 0
    assert [decision.is_in_force for decision in kept(home)] == [False]
    assert "already" in ask(home, "unlink", "--undo", "D0001", "--reason", "no").output


def test_a_member_stands_for_its_strongest_identifier_and_a_former_id_for_the_present_one(published):
    answer = ask(published, "unlink", "M0000000009", "member_no:#" + "d" * 13, "--reason", "x")
    assert answer.exit_code == 0, answer.output
    (decision,) = kept(published)
    assert (decision.a.type, decision.a.hash) == ("member_no", "d" * 64)
    assert (decision.b.type, decision.b.hash) == ("unionid", "b" * 64)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("phone:123", "unionid:x"), "is no phone"),
        (("x", "y"), "write it as type:value"),
        (("M0000000003", "unionid:x"), "no member M0000000003"),
        (("member_no:#dddddddddddd", "unionid:x"), "several identifiers begin"),
        (("member_no:#ffffffffffff", "unionid:x"), "no published identifier begins"),
        (("unionid:x",), "name two"),
        (("unionid:x", "unionid:x"), "same identifier"),
        (("unionid:x", "unionid:y", "--undo", "D0001"), "no identifiers"),
        (("--undo", "D0007"), "no decision has this id"),
    ],
)
def test_what_cannot_be_decided_is_a_usage_error(published, arguments, told):
    answer = ask(published, "link", *arguments, "--reason", "x")
    assert answer.exit_code == 2
    assert told in " ".join(answer.output.split())
    assert kept(published) == []


def test_a_reason_is_needed_and_the_role_comes_from_the_configuration(home):
    pair = ("link", f"phone:{PHONE}", f"unionid:{UNIONID}")
    assert ask(home, *pair).exit_code == 2
    ask(home, *pair, "--reason", "x", MEMBERLOOP_IDENTITY_STEWARD_ROLE="privacy_officer")
    assert kept(home)[0].decided_by == "privacy_officer"


def test_decisions_are_listed_with_short_hashes(home):
    assert "no decisions" in ask(home, "decisions").output
    ask(home, "link", f"phone:{PHONE}", f"unionid:{UNIONID}", "--reason", "seen")
    (row,) = json.loads(ask(home, "decisions", "--json").output)
    assert (row["decision_id"], row["in_force"], row["reason"]) == ("D0001", True, "seen")
    assert row["a"] == f"phone:#{hashed('phone', PHONE)[:12]}"


def test_nothing_published_is_told_only_where_it_is_needed(home):
    answer = ask(home, "link", "M0000000001", "unionid:x", "--reason", "x")
    assert answer.exit_code == 2
    assert "nothing is published yet" in answer.output
