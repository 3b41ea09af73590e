"""Several nights on one home: parts in any order, killed ones, refused ones, readers all the while."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.e2e.conftest import HALF_WAY, LAST_DAY
from tests.e2e.nights import Command, differences, memberloop, rows, store, versions, wholeness_faults
from tests.worlds.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HOLDER = """
import sys, duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
print(con.execute("select count(*), max(as_of_date)::varchar from kpi.kpi_value").fetchone(), flush=True)
sys.stdin.readline()
print(con.execute("select count(*), max(as_of_date)::varchar from kpi.kpi_value").fetchone(), flush=True)
"""


class Watching(threading.Thread):
    """Opens the published file again and again, as BI tools do."""

    def __init__(self, home: Path) -> None:
        super().__init__(daemon=True)
        self.home = home
        self.over = threading.Event()
        self.faults: list[str] = []
        self.looks = 0

    def run(self) -> None:
        while not self.over.wait(0.4):
            self.looks += 1
            try:
                self.faults += wholeness_faults(store(self.home))
            except Exception as fault:  # noqa: BLE001 - whatever a reader meets is what this test is about
                self.faults.append(repr(fault))


@contextmanager
def watching(home: Path) -> Iterator[Watching]:
    watcher = Watching(home)
    watcher.start()
    yield watcher
    watcher.over.set()
    watcher.join()


def test_a_night_in_the_middle_knows_nothing_of_later_days(half):
    assert half.ended.exit == 0, half.ended.said
    assert rows(store(half.home), "select distinct as_of_date from kpi.kpi_value") == [(HALF_WAY,)]
    assert rows(
        store(half.home), f"select count(*) from core.fct_purchase where delivered_on > '{HALF_WAY}'"
    ) == [(0,)]


def test_parts_over_two_nights_end_in_the_same_figures_while_a_reader_holds_the_file(finished, grown):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(store(grown))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    before = holder.stdout.readline()
    with watching(grown) as watcher:
        ended = memberloop(grown, "run")
    after, _ = holder.communicate("go on\n")
    assert ended.exit == 0, ended.said
    assert after == before
    assert watcher.faults == []
    assert watcher.looks > 9
    assert differences(finished.home, grown) == {}


def a_batch_is_begun(home: Path) -> Callable[[], bool]:
    return lambda: any((home / "raw" / ".incoming").glob("*/*"))


def dbt_has_begun(home: Path, written: int = 4_000) -> Callable[[], bool]:
    log = home / "warehouse" / "dbt" / "dbt.log"
    before = log.stat().st_size
    return lambda: log.stat().st_size > before + written


def dbt_is_far_on(home: Path) -> Callable[[], bool]:
    return dbt_has_begun(home, 60_000)


def a_version_is_begun(home: Path) -> Callable[[], bool]:
    return lambda: any((home / "published" / "versions").glob(".*"))


def test_killed_nights_are_made_good_by_the_next_one(finished, grown):
    old = versions(grown)
    with watching(grown) as watcher:
        for reached in (a_batch_is_begun, dbt_has_begun, dbt_is_far_on, a_version_is_begun):
            Command(grown, "run").kill_when(reached(grown))
            assert versions(grown) == old
        ended = memberloop(grown, "run")
    assert ended.exit == 0, ended.said
    assert watcher.faults == []
    assert len(versions(grown)) == len(old) + 1
    assert differences(finished.home, grown) == {}
    assert not any((grown / "raw" / ".incoming").glob("*"))


def test_a_refused_night_leaves_the_old_version_and_says_why(finished, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(finished.home, home, symlinks=True)
    old = versions(home)
    # The engine knows this zone, but it is no area with a history of its own.
    World(LAST_DAY).mall("SH", timezone="PRC").snapshot(LAST_DAY + timedelta(days=1)).land(home)
    ended = memberloop(home, "run")
    assert (ended.exit, "timezone_is_an_area" in ended.err) == (1, True), ended.said
    assert versions(home) == old
    assert wholeness_faults(store(home)) == []
    last_run = json.loads(memberloop(home, "status", "--json").out)["runs"][0]
    assert last_run["status"] == "refused"
    assert "timezone_is_an_area" in last_run["reasons"]
    told = (home / "reports" / "refused.html").read_text(encoding="utf-8")
    assert "timezone is an area" in told
    assert "member_data" in told
