"""What people tell reaches the next night's control tables, changes its name, and stops it when wrong."""

from __future__ import annotations

from datetime import date, datetime

import duckdb
import pytest

from orchestration.nightly import run_night
from orchestration.settings import ConfigurationError, load_settings
from orchestration.told import told, told_fingerprint
from sources.control_tables import replace_told
from sources.layout import Home
from sources.stewardship.decisions import MUST_LINK, decide, undo
from sources.stewardship.naming import Identifier

AT = datetime(2026, 3, 1, 12, 0)  # noqa: DTZ001  the store keeps UTC without a zone
PAIR = (Identifier("phone", "a" * 64), Identifier("unionid", "b" * 64))
PEPPER = {"MEMBERLOOP_PEPPER": "a secret of the tests"}


def _settings(tmp_path, **environ):
    return load_settings({**PEPPER, **environ}, tmp_path)


def test_decisions_and_blocked_values_are_rows_for_dbt(tmp_path):
    settings = _settings(tmp_path)
    decisions = Home(settings.home).decisions
    signed = {"reason": "twins", "by": "steward", "at": AT}
    taken, _ = decide(decisions, MUST_LINK, PAIR, **signed)
    with duckdb.connect() as con:
        replace_told(con, told(settings))
        row = con.execute("from control.steward_decision").fetchall()
        assert row == [taken.row]
        undo(decisions, taken.decision_id, **signed)
        replace_told(con, told(settings))
        assert con.execute("select is_in_force from control.steward_decision").fetchall() == [(False,)]
        blocked = con.execute("select count(*) from control.blocked_value where reason <> ''").fetchall()
        assert blocked[0][0] > 300
        replace_told(con, {})
        assert con.execute("select count(*) from control.steward_decision").fetchall() == [(0,)]


def test_what_is_told_is_part_of_the_name_of_the_figures(tmp_path):
    settings = _settings(tmp_path)
    before = told_fingerprint(settings)
    assert told_fingerprint(settings) == before
    decide(Home(settings.home).decisions, MUST_LINK, PAIR, reason="twins", by="steward", at=AT)
    assert told_fingerprint(settings) != before


def test_a_bad_list_stops_the_night_before_anything_runs(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/own.csv").write_text("identifier_type,value,reason\nphone,10086,hot line\n")
    settings = _settings(tmp_path, MEMBERLOOP_IDENTITY_BLOCKED_VALUES="own.csv")
    with pytest.raises(ConfigurationError, match=r"identity\.blocked_values: own\.csv line 2"):
        run_night(settings, date(2026, 3, 1), date(2026, 3, 1))
    assert not (tmp_path / "data/warehouse").exists()


def test_a_role_is_no_persons_name(tmp_path):
    with pytest.raises(ConfigurationError, match=r"identity\.steward_role"):
        _settings(tmp_path, MEMBERLOOP_IDENTITY_STEWARD_ROLE="Zhang San")
