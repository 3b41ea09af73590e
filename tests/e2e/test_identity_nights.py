"""Identity over whole nights: a poisoned feed is not published and says why; the audit finds faults."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import duckdb
import pytest

from orchestration.audit_job import identity_audit_job
from orchestration.night import Night
from tests.e2e.nights import PEPPER, memberloop, rows, store, versions
from tests.worlds.small import LAST_DAY
from tests.worlds.world import World, shanghai

if TYPE_CHECKING:
    from pathlib import Path

POISON = "uEverybodyTheSame"
NEXT_DAY = LAST_DAY + timedelta(days=1)
NEWCOMERS = 60


@pytest.fixture
def home(finished, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(finished.home, home, symlinks=True)
    return home


def newcomers(home: Path, days_later: int, unionid: str | None = None) -> None:
    """Sixty new members, each with a unionid of their own or all with the same."""
    on = LAST_DAY + timedelta(days=days_later)
    world = World(LAST_DAY)
    for number in range(NEWCOMERS):
        own, at = unionid or f"uNew{number:03d}qRs", shanghai(LAST_DAY, 12)
        tier = {"tier": "silver", "tier_changed_at": at}
        world.member(f"NEW{number:05d}", "SH", at, on=on, unionid=own, **tier)
    world.land(home)


def ledger(home: Path) -> list[tuple]:
    file = home / "warehouse" / "memberloop.duckdb"
    return rows(file, "select seq, op, member_uid_from, member_uid_to from core.identity_ledger order by seq")


def members(home: Path) -> int:
    return rows(store(home), "select count(*) from core.dim_member")[0][0]


def test_a_poisoned_feed_is_not_published_and_the_next_good_night_goes_on(home):
    before, old, known = ledger(home), versions(home), members(home)

    newcomers(home, 1, unionid=POISON)
    refused = memberloop(home, "run")
    assert refused.exit == 1, refused.said
    told = f"{NEWCOMERS} of {NEWCOMERS} records delivered on {NEXT_DAY} carry unionid "
    assert told in refused.err, refused.said
    assert "(member_registry)" in refused.err
    assert POISON not in refused.said
    assert f'identity_breaker_let_pass = "{NEXT_DAY}"' in refused.err
    assert versions(home) == old
    assert ledger(home) == before

    # A corrected delivery of the same records takes the poison out.
    newcomers(home, 2)
    good = memberloop(home, "run")
    assert good.exit == 0, good.said
    assert ledger(home)[: len(before)] == before
    assert {op for _, op, *_ in ledger(home)[len(before) :]} == {"mint", "attach"}
    assert members(home) == known + NEWCOMERS


def test_an_operator_lets_a_night_pass_knowingly(home):
    newcomers(home, 1, unionid=POISON)
    passed = memberloop(home, "run", MEMBERLOOP_PARAMETERS_IDENTITY_BREAKER_LET_PASS=str(NEXT_DAY))
    assert passed.exit == 0, passed.said


def audit(home: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setenv("MEMBERLOOP_HOME", str(home))
    monkeypatch.setenv("MEMBERLOOP_PEPPER", PEPPER)
    monkeypatch.chdir(home)
    return identity_audit_job.execute_in_process(resources={"night": Night()}, raise_on_error=False).success


def test_the_audit_finds_a_partition_that_is_not_the_one_made_from_nothing(home, monkeypatch):
    assert audit(home, monkeypatch)
    with duckdb.connect(str(home / "warehouse" / "memberloop.duckdb")) as connection:
        connection.execute("""
            update identity.int_identity__component set component_key = (
                select min(component_key) from identity.int_identity__component
            )
        """)
    assert not audit(home, monkeypatch)
