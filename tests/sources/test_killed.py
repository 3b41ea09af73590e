"""A process killed at any point of an ingest leaves a store that the next one completes."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sources.ingest import recover
from tests.sources.conftest import House, pos_csv, pos_line

CHILD = """
import os, signal, sys
from datetime import date
from pathlib import Path
from sources import assembly, ingest, manifest, reading
from sources.identifiers import Pepper
from sources.layout import Home
from sources.registry import load_registry

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

home, where = Home(Path(sys.argv[1])), sys.argv[2]
if where == "reading":
    reading.FeedReader._read_plain = die
if where == "writing":
    assembly.Assembly.write_files = die
feed, pepper = load_registry()["pos_sales"], Pepper("pepper for tests")
batch = ingest.prepare_batch(home, feed, pepper, date(2026, 12, 31))
if where == "prepared":
    die()
if where == "moving":
    rename = Path.replace
    def once(self, target):
        rename(self, target)
        die()
    Path.replace = once
ingest.accept_batch(home, batch)
die()
"""


@pytest.mark.parametrize("where", ["reading", "writing", "prepared", "moving", "accepted"])
def test_the_next_run_completes_what_a_killed_one_left(house: House, where: str) -> None:
    house.land("pos_sales", "a.csv", pos_csv(pos_line(1), pos_line(2, price="-1")))
    root = Path(__file__).parents[2]
    killed = subprocess.run([sys.executable, "-c", CHILD, str(house.root), where], cwd=root, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(house.rows("pos_sales")) == (1 if where == "accepted" else 0)
    recover(house.home)
    assert (house.prepare("pos_sales") is None) == (where == "accepted")
    if where != "accepted":
        house.ingest("pos_sales")
    assert [row["ticket_no"] for row in house.rows("pos_sales")] == ["1"]
    assert [reason for _, reason, _ in house.reasons("pos_sales")] == ["negative_price"]
    recover(house.home)
    assert not list(house.home.scratch.iterdir())
