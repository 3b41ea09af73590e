"""`memberloop bench`: ratios of speed from one run, for anyone to repeat."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import click
import duckdb

from orchestration.cli.output import Failing, Row, json_option, print_rows

BENCH_PEPPER = "bench-only-pepper-0123456789"
FIRST_NIGHT, TINY_NIGHT = "2017-12-30", "2017-12-31"
MEBI = 1024 * 1024

INGEST = """
import sys
from datetime import date
from pathlib import Path
from sources.identifiers import Pepper
from sources.ingest import accept_batch, ensure_schemas, prepare_batch
from sources.layout import Home
from sources.registry import load_registry
home, registry = Home(Path(sys.argv[1])), load_registry()
ensure_schemas(home, registry)
accept_batch(home, prepare_batch(home, registry["pos_sales"], Pepper(sys.argv[2]), date(2018, 12, 31)))
"""

BARE_COPY = """
import sys
import duckdb
connection = duckdb.connect()
connection.execute("set threads = 2")
connection.execute(f"copy (from read_csv('{sys.argv[1]}')) to '{sys.argv[2]}' (format parquet)")
"""


@dataclass(frozen=True)
class Measured:
    """One finished process: wall seconds, CPU seconds, peak resident memory in bytes."""

    wall: float
    cpu: float
    peak: int


@click.command(cls=Failing)
@click.option("--repeat", default=3, show_default=True, help="Runs of each side of the ingest ratio.")
@json_option
def bench(repeat: int, as_json: bool) -> None:
    """Measure ingest and nights on Complete Journey, in a home of its own that is removed afterwards.

    Ingest is compared with DuckDB's own COPY of the same files to Parquet, in turn, so that the ratio
    holds when the machine's speed drifts. A night is compared with the time its own SQL took; the rest
    is start-up, parsing and checks.
    """
    with tempfile.TemporaryDirectory(prefix="memberloop-bench-") as folder:
        root = Path(folder)
        click.echo("landing Complete Journey", err=True)
        # In a process of its own: a child is born with its parent's peak of memory on its account.
        landing = _measure([_program(), "import", "complete-journey"], _environ(root / "home"))
        rows = [_row("landing Complete Journey", [landing]), *_ingest(root, repeat), *_nights(root / "home")]
    print_rows(rows, as_json=as_json)


def _ingest(root: Path, repeat: int) -> list[Row]:
    """Ingest of the CSV tickets against the bare COPY of the same files, alternating."""
    tickets = root / "tickets"
    landing = tickets / "landing" / "pos_sales"
    for file in (root / "home" / "landing" / "pos_sales").glob("*/*.csv"):
        (landing / file.parent.name).mkdir(parents=True, exist_ok=True)
        os.link(file, landing / file.parent.name / file.name)
    ours, bare = [], []
    for turn in range(repeat):
        click.echo(f"ingest against COPY, turn {turn + 1} of {repeat}", err=True)
        for kept in ("raw", "quarantine", "warehouse"):
            shutil.rmtree(tickets / kept, ignore_errors=True)
        ours.append(_measure([sys.executable, "-c", INGEST, str(tickets), BENCH_PEPPER], None))
        target = str(root / "bare.parquet")
        bare.append(_measure([sys.executable, "-c", BARE_COPY, str(landing / "*" / "*.csv"), target], None))
    speed = statistics.median(theirs.wall / own.wall for own, theirs in zip(ours, bare, strict=True))
    return [
        _row("ingest of a year's CSV tickets", ours, ratio=speed, against="wall of COPY / wall of ingest"),
        _row("DuckDB's COPY of the same files", bare),
    ]


def _nights(home: Path) -> list[Row]:
    rows = []
    for title, day in (("night: the whole year", FIRST_NIGHT), ("night: one more day", TINY_NIGHT)):
        click.echo(title, err=True)
        measured = _measure([_program(), "run", "--date", day], _environ(home))
        with duckdb.connect(str(home / "warehouse" / "memberloop.duckdb"), read_only=True) as connection:
            [own] = connection.execute(
                "select sql_seconds from ops.run_log where as_of_date = ?", [day]
            ).fetchall()
        rows.append(_row(title, [measured], ratio=measured.wall / own[0], against="wall / its own SQL"))
    return rows


def _program() -> str:
    return str(Path(sys.executable).parent / "memberloop")


def _environ(home: Path) -> dict[str, str]:
    return {**os.environ, "MEMBERLOOP_HOME": str(home), "MEMBERLOOP_PEPPER": BENCH_PEPPER}


def _measure(command: list[str], environ: dict[str, str] | None) -> Measured:
    """Run a process and ask the system what it took."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise click.ClickException(
            f"{Path(command[0]).name} {command[1][:8]} ended with {process.returncode}"
        )
    return Measured(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def _row(what: str, runs: list[Measured], *, ratio: float | None = None, against: str = "") -> Row:
    return {
        "what": what,
        "wall_s": round(statistics.median(run.wall for run in runs), 1),
        "cpu_s": round(statistics.median(run.cpu for run in runs), 1),
        "peak_mib": round(max(run.peak for run in runs) / MEBI),
        "ratio": round(ratio, 2) if ratio is not None else None,
        "ratio_of": against,
    }
