"""`memberloop member show` at a terminal: every section that holds anything, masked, the newest rows."""

from __future__ import annotations

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.cli.member_print import ROWS, SECTIONS
from reports.member.document import SECTIONS as ASKED
from tests.orchestration.steward_server import SECRET, make_home
from tests.reports.members import FIRST, PERSONAL


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "home")


def show(home, *options):
    env = {"MEMBERLOOP_HOME": str(home), "MEMBERLOOP_PEPPER": SECRET}
    answer = CliRunner().invoke(main, ["member", "show", FIRST, *options], env=env)
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def test_all_sides_are_printed_and_nothing_personal(home):
    said = show(home)
    for title in ("Next best step", "Purchases by month", "Points", "Experiments", "Touch policy"):
        assert f"\n{title}" in said
    assert not [one for one in PERSONAL if one in said]


def test_nothing_that_is_asked_is_left_unprinted():
    assert set(ASKED) <= set(SECTIONS)


def test_of_a_long_section_the_newest_rows_are_printed_and_the_rest_is_counted(home):
    with duckdb.connect(str(home / "published/current/memberloop.duckdb")) as con:
        con.execute(
            "insert into core.fct_visit_day"
            " select ?, 'M01', date '2025-01-01' + n::integer, 'wifi', 'repeat', 1 from range(30) as many(n)",
            [FIRST],
        )
    said = show(home)
    visits = said.partition("\nVisit days\n")[2].partition("\n\n")[0].splitlines()
    assert len(visits) == 2 + ROWS + 1
    assert visits[2].startswith("2026-06-28")
    assert visits[-1] == "… and 20 older; --json prints all"
    assert "2025-01-01" in show(home, "--json")
