"""`make bench-publish`: a thousand publishes under twenty readers, half of the file, half of PostgreSQL.

Prints how many reads there were, how many failed or were torn, and how long the swaps took. A read is torn
when tables or the log are of different versions. `--tables` adds small tables, to swap as many as a night.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from publishing import ColumnContract, TableContract, current_file, publish
from publishing.postgres import Server, to_postgres
from tests.publishing.support import build, contract, run_info
from tests.worlds.postgres import postgres_on_socket

ROOT = Path(__file__).parents[2]
KEEP = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--publishes", type=int, default=1000)
    parser.add_argument("--readers", type=int, default=10, help="of the file, and as many of PostgreSQL")
    parser.add_argument("--tables", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, postgres_on_socket() as address:
        told, waits = _measured(Path(folder), address, given)
    for place in ("file", "PostgreSQL"):
        reads, failures = told[place]
        sys.stdout.write(
            f"{place}: {reads:,} reads, {len(failures)} failed or torn; "
            f"swaps of {given.tables} tables: {_said(waits[place])}\n"
        )
        sys.stdout.writelines(f"  {failure}\n" for failure in failures[:3])
    sys.exit(any(failures for _, failures in told.values()))


def _measured(folder, address, given):
    tables = [*contract(), *(_small(number) for number in range(given.tables - 2))]
    server = Server(address, patience_seconds=30)
    waits = {"file": [], "PostgreSQL": []}
    _once(folder, tables, server, 1, waits)
    stop = folder / "stop"
    readers = [_reader("reader.py", current_file(folder / "published"), stop) for _ in range(given.readers)]
    readers.append(_reader("postgres_reader.py", address, stop, given.readers))
    for stamp in range(2, given.publishes + 1):
        _once(folder, tables, server, stamp, waits)
    stop.touch()
    ended = [json.loads(reader.communicate()[0]) for reader in readers]
    files = [answer for answer in ended if "seen" in answer]
    told = {
        "file": (sum(a["reads"] for a in files), [f for a in files for f in a["failures"]]),
        "PostgreSQL": (ended[-1]["reads"], ended[-1]["failures"]),
    }
    return told, waits


def _once(folder, tables, server, stamp, waits):
    at = {}
    with duckdb.connect(folder / "warehouse.duckdb") as con:
        build(con, stamp)
        for table in tables[2:]:
            con.execute(f"create or replace table {table.full_name} as select {stamp}::bigint as build")
        version = publish(
            con, folder / "published", tables, run_info(stamp), keep=KEEP,
            on_stage=lambda stage: at.__setitem__(stage, time.perf_counter()),
        )  # fmt: skip
    waits["file"].append(at["current"] - at["versioned"])
    waits["PostgreSQL"].append(to_postgres(version, server).swap_seconds)


def _small(number):
    columns = (ColumnContract("build", "bigint", "Stamp of the build"),)
    return TableContract("kpi", f"small_{number:03d}", ("build",), columns, "One row")


def _reader(program, *arguments):
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name(program)), *map(str, arguments)],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def _said(seconds):
    ordered = sorted(seconds)
    p99 = ordered[max(0, round(0.99 * len(ordered)) - 1)]
    return (
        f"{len(ordered)}, median {1000 * statistics.median(ordered):.1f} ms, "
        f"p99 {1000 * p99:.1f} ms, longest {1000 * ordered[-1]:.1f} ms"
    )


if __name__ == "__main__":
    main()
