"""Complete lists of a big city come in several files that hold together what one file would hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from sources.synthetic import render as rendering
from sources.synthetic.feeds import STREAMS
from sources.synthetic.rates import CityRates
from sources.synthetic.world import build_world

FIRST, LAST = date(2026, 4, 6), date(2026, 4, 12)
SLICED = [stream for stream in STREAMS if stream.sliced]


@pytest.fixture(scope="module")
def world():
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        build_world(con, members=200, first_day=FIRST, last_day=LAST, seed=11, rates=CityRates())
        yield con


def lists_of(con: duckdb.DuckDBPyConnection, landing: Path) -> tuple[int, dict[str, list[str]]]:
    """How many files came, and the lines of each feed."""
    rendering.render(con, landing, first_day=FIRST, last_day=LAST, seed=11, dirt=False, streams=SLICED)
    files = sorted(path for path in landing.rglob("*") if path.is_file())
    lines: dict[str, list[str]] = {}
    for path in files:
        lines.setdefault(path.relative_to(landing).parts[0], []).extend(path.read_text().splitlines())
    return len(files), {feed: sorted(found) for feed, found in lines.items()}


def test_slices_hold_what_one_file_holds(world, tmp_path, monkeypatch) -> None:
    whole_files, whole = lists_of(world, tmp_path / "whole")
    monkeypatch.setattr(rendering, "_SLICE_PEOPLE", 60)
    sliced_files, sliced = lists_of(world, tmp_path / "sliced")
    assert sliced_files > whole_files
    assert sliced == whole
    assert set(whole) == {stream.feed for stream in SLICED}
