"""One round of the benchmark: publishes in a row while readers loop, of the file or of PostgreSQL."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from publishing import ColumnContract, TableContract, current_file, publish
from publishing.postgres import Server, to_postgres
from tests.publishing.support import build, contract, run_info

ROOT = Path(__file__).parents[2]
KEEP = 3
# Seconds between two reads of one reader of the file, and how far readers give way to the publisher: twenty
# of them want more than a small machine has.
PAUSE = 0.05
NICENESS = "15"


@dataclass
class Told:
    """What a round showed; seconds are those in which a reader could have waited."""

    tables: int
    swaps: list[float] = field(default_factory=list)
    locks: list[float] = field(default_factory=list)
    reads: int = 0
    longest: float = 0.0
    failures: list[str] = field(default_factory=list)

    def said(self, place: str) -> str:
        counted = f"{len(self.swaps):,} publishes, {self.reads:,} reads, {len(self.failures)} failed or torn"
        lines = [
            f"{place}, {self.tables} tables: {counted}; longest read {1000 * self.longest:.0f} ms",
            f"  swap: {_spread(self.swaps)}",
        ]
        if self.locks:
            lines.append(f"  before it, until those who were reading had ended: {_spread(self.locks)}")
        return "\n".join([*lines, *(f"  {failure}" for failure in self.failures[:3])]) + "\n"


def file_round(folder: Path, tables: int, publishes: int, readers: int) -> Told:
    """Whole publishes into a store of files; the swap is the link's replacement, synced to disk."""
    told = Told(tables)
    _published(folder, tables, 1)
    with Readers(folder / "stop", told) as looping:
        for _ in range(readers):
            looping.start("reader.py", current_file(folder / "published"), extra=(PAUSE,))
        for stamp in range(2, publishes + 2):
            _, at = _published(folder, tables, stamp)
            told.swaps.append(at["current"] - at["versioned"])
            _progress(told, publishes)
    return told


def postgres_round(folder: Path, address: str, tables: int, publishes: int, readers: int) -> Told:
    """Two versions by turns, so that the time goes into PostgreSQL and not into writing files."""
    told, server = Told(tables), Server(address, patience_seconds=60)
    versions = [_published(folder, tables, stamp)[0] for stamp in (1, 2)]
    to_postgres(versions[1], server)
    with Readers(folder / "stop", told) as looping:
        looping.start("postgres_reader.py", address, extra=(readers,))
        for turn in range(publishes):
            done = to_postgres(versions[turn % 2], server)
            told.swaps.append(done.swap_seconds)
            told.locks.append(done.lock_seconds)
            _progress(told, publishes)
    return told


class Readers:
    """Programs that loop until told to stop; what they saw goes into the round."""

    def __init__(self, stop: Path, told: Told) -> None:
        self.stop, self.told, self.running = stop, told, []

    def __enter__(self):
        return self

    def start(self, program, place, extra=()):
        command = [
            "nice",
            "-n",
            NICENESS,
            sys.executable,
            Path(__file__).with_name(program),
            place,
            self.stop,
            *extra,
        ]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.running.append(
            subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True, env=environment)
        )

    def __exit__(self, *_):
        self.stop.touch()
        for reader in self.running:
            answer = json.loads(reader.communicate()[0])
            self.told.reads += answer["reads"]
            self.told.longest = max(self.told.longest, answer["longest"])
            self.told.failures += answer["failures"]


def _published(folder, tables, stamp):
    at, offered = {}, [*contract(), *(_small(number) for number in range(tables - 2))]
    with duckdb.connect(folder / "warehouse.duckdb") as con:
        build(con, stamp)
        for table in offered[2:]:
            con.execute(f"create or replace table {table.full_name} as select {stamp}::bigint as build")
        version = publish(
            con, folder / "published", offered, run_info(stamp), keep=KEEP,
            on_stage=lambda stage: at.__setitem__(stage, time.perf_counter()),
        )  # fmt: skip
    return version, at


def _small(number):
    columns = (ColumnContract("build", "bigint", "Stamp of the build"),)
    return TableContract("kpi", f"small_{number:03d}", ("build",), columns, "One row")


def _progress(told, publishes):
    if len(told.swaps) % max(1, publishes // 10) == 0:
        sys.stderr.write(f"{len(told.swaps):,} of {publishes:,} publishes\n")


def _spread(seconds):
    ordered = sorted(seconds)
    p99 = ordered[max(0, round(0.99 * len(ordered)) - 1)]
    return (
        f"median {1000 * statistics.median(ordered):.1f} ms, p99 {1000 * p99:.1f} ms, "
        f"longest {1000 * ordered[-1]:.1f} ms"
    )
