"""What a leader is shown holds nothing of another: whatever others' rows say, no character of it changes."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from reports.leader import SECTIONS, leader_document

MONTH = date(2026, 6, 1)
MINE = "L1"
# The last ones look for a hole in the query.
OTHERS = ("L2", "L10", "l1", "L1 ", "%", "L1' or '1'='1")
NUMBERS = ("fen", "percentile", "weight", "value", "orders", "buyers", "ratings", "stars", "score", "rate_bp")


def kind(column: str) -> str:
    if column.endswith(("_on", "_date", "_month", "_since", "_start")):
        return "date"
    return "bigint" if column.endswith(NUMBERS) else "varchar"


def build(con: duckdb.DuckDBPyConnection, seed: int) -> None:
    """Rows of one leader that are always the same, and of others that the seed draws anew."""
    con.execute("create schema kpi")
    for section in SECTIONS.values():
        keys = [name for name in ("month_start",) if section.month == name]
        columns = ["leader_id", *keys, *section.columns]
        kinds = ", ".join(f"{name} {kind(name)}" for name in columns)
        con.execute(f"create table {section.table} ({kinds})")
        rows = [[MINE, *drawn(columns[1:], random.Random(7), 0)]]
        draw = random.Random(seed)
        for leader in OTHERS:
            rows += [[leader, *drawn(columns[1:], draw, day)] for day in range(draw.randrange(4))]
        draw.shuffle(rows)
        con.executemany(f"insert into {section.table} values ({', '.join('?' * len(columns))})", rows)


def drawn(columns: list[str], draw: random.Random, day: int) -> list[object]:
    return [
        MONTH + timedelta(days=day if name == "business_date" else 0)
        if kind(name) == "date"
        else draw.randrange(10**9)
        if kind(name) == "bigint"
        else f"word{draw.randrange(10**9)}"
        for name in columns
    ]


def shown(seed: int, leader: str = MINE) -> dict[str, list[dict[str, object]]]:
    with duckdb.connect() as con:
        build(con, seed)
        return leader_document(con, leader, MONTH)


def test_nothing_of_the_others_changes_what_one_sees() -> None:
    document = shown(0)
    assert [len(rows) for rows in document.values()] == [1] * len(SECTIONS)
    assert all(shown(seed) == document for seed in range(1, 40))


@pytest.mark.parametrize("leader", ["", "%", "L%", "L1' or '1'='1", "L1; select * from kpi.leader_dashboard"])
def test_a_name_that_is_no_leader_shows_nothing_of_one(leader: str) -> None:
    mine = {str(row) for rows in shown(3).values() for row in rows}
    assert not mine & {str(row) for rows in shown(3, leader).values() for row in rows}


def test_no_column_names_or_bounds_another() -> None:
    columns = {column for section in SECTIONS.values() for column in section.columns}
    assert not {name for name in columns if "leader" in name or name.startswith("low")}


def test_the_command_prints_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "published" / "current" / "memberloop.duckdb"
    file.parent.mkdir(parents=True)
    with duckdb.connect(str(file)) as con:
        build(con, 5)
    monkeypatch.setenv("MEMBERLOOP_HOME", str(tmp_path))
    monkeypatch.setenv("MEMBERLOOP_PEPPER", "test-pepper-0123456789")
    call = ["leader", "show", MINE, "--month", "2026-06"]
    told = CliRunner().invoke(main, [*call, "--json"], catch_exceptions=False)
    assert json.loads(told.stdout) == json.loads(json.dumps(shown(5), default=str))
    plain = CliRunner().invoke(main, call, catch_exceptions=False)
    assert plain.exit_code == 0
    assert "Statement of commission" in plain.stdout
    nobody = CliRunner().invoke(main, ["leader", "show", "L3", "--month", "2026-06"])
    assert nobody.exit_code == 2
