"""The ledger: files that only grow, read whole into the control table, told of in the name of the figures."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest

from orchestration.settings import load_settings
from orchestration.told import told_fingerprint
from sources.assignment import ledger
from sources.assignment.ledger import Design, LedgerFault
from sources.control_tables import replace_told
from sources.layout import Home

DESIGN = Design("X/../1", "coupon", "member", "control=0.5;treat=0.5", "salt", "all members", "v1")


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "data")


def assign(home, design, units, at="2026-03-01 12:00:00"):
    with duckdb.connect() as con:
        con.execute(
            "create table rows as select ? as experiment_id, 'member' as unit, unnest(?) as unit_key, "
            "null as cluster_key, 'treat' as arm, 0.5::double as probability, ?::timestamp as assigned_at, "
            "?::timestamp as frozen_at, 'v1' as algorithm_version",
            [design.experiment_id, units, at, at],
        )
        return ledger.append(con, home, design, "rows")


def loaded(home):
    with duckdb.connect() as con:
        replace_told(con, {})
        ledger.load(con, home)
        return con.execute(
            "select experiment_id, unit_key, assigned_at::varchar from control.assignment_ledger"
        ).fetchall()


def test_it_grows_by_files_and_older_ones_stay(home):
    assert loaded(home) == []
    assert assign(home, DESIGN, ["M2", "M1"]) == 2
    before = {path: path.read_bytes() for path in ledger.files(home)}
    assert assign(home, DESIGN, ["M3"], "2026-03-02 12:00:00") == 1
    assert assign(home, replace(DESIGN, experiment_id="A"), ["M1"]) == 1
    assert {path: path.read_bytes() for path in before} == before
    assert sorted(row[:2] for row in loaded(home)) == [
        ("A", "M1"), ("X/../1", "M1"), ("X/../1", "M2"), ("X/../1", "M3")
    ]  # fmt: skip


def test_an_id_from_a_feed_names_no_path(home):
    assign(home, DESIGN, ["M1"])
    assert {path.parent.parent for path in ledger.files(home)} == {home.assignments}


def test_nobody_assigned_leaves_nothing(home):
    assert assign(home, DESIGN, []) == 0
    assert not home.assignments.exists()


def test_the_first_assignment_fixes_the_design(home):
    assert ledger.design_of(home, DESIGN.experiment_id) is None
    assign(home, DESIGN, ["M1"])
    assign(home, replace(DESIGN, salt="another"), ["M2"])
    assert ledger.design_of(home, DESIGN.experiment_id) == DESIGN


def test_a_killed_write_leaves_no_assignment(home, monkeypatch):
    def killed(_path):
        raise KeyboardInterrupt

    monkeypatch.setattr(ledger, "sync", killed)
    with pytest.raises(KeyboardInterrupt):
        assign(home, DESIGN, ["M1"])
    monkeypatch.undo()
    assert loaded(home) == []
    assert ledger.design_of(home, DESIGN.experiment_id) is None
    assign(home, replace(DESIGN, salt="mended"), ["M1"])
    assert ledger.design_of(home, DESIGN.experiment_id).salt == "mended"


def test_a_damaged_design_is_told(home):
    assign(home, DESIGN, ["M1"])
    next(home.assignments.glob("*/design.json")).write_text("{}", encoding="utf-8")
    with pytest.raises(LedgerFault, match="restore it"):
        ledger.design_of(home, DESIGN.experiment_id)


def test_an_assignment_changes_the_name_of_the_figures(tmp_path):
    settings = load_settings({"MEMBERLOOP_PEPPER": "a secret of the tests"}, tmp_path)
    before = told_fingerprint(settings)
    assign(Home(settings.home), DESIGN, ["M1"])
    assert told_fingerprint(settings) != before
