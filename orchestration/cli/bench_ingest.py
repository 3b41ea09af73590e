"""`memberloop bench-ingest`: each family's ingestion against DuckDB's bare reader and Parquet writer."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from orchestration.cli.bench_files import FAMILIES, RECURS, Family, deliver
from orchestration.cli.output import Failing, Row, json_option, print_rows

MEBI = 1024 * 1024
_LINE_BYTES = 200
"""About the size of a row, to tell how many members a delivery has."""

TIMED = """
import json, resource, sys, time
from datetime import date
from pathlib import Path
wall, cpu = time.perf_counter(), time.process_time()
{work}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu, peak, {rows}]))
"""
INGEST = """
import duckdb
from sources.identifiers import Pepper
from sources.ingest import ensure_schemas, prepare_batch
from sources.layout import Home
from sources.registry import load_registry
home, registry = Home(Path(sys.argv[1])), load_registry()
ensure_schemas(home, registry)
# The first bound parameter of a process imports pandas.
duckdb.connect().execute("select ?", [b"x"])
wall, cpu = time.perf_counter(), time.process_time()
batch = prepare_batch(home, registry[sys.argv[2]], Pepper("bench-only"), date(2026, 12, 31))
"""
BARE = """
import duckdb
connection = duckdb.connect(config={"threads": 2})
wall, cpu = time.perf_counter(), time.process_time()
connection.execute(f"copy (from {sys.argv[1]}) to '{sys.argv[2]}' (format parquet)")
"""


@dataclass(frozen=True)
class Timed:
    """One run: seconds without start-up, peak resident memory in bytes, rows kept."""

    wall: float
    cpu: float
    peak: int
    rows: int


@click.command(cls=Failing)
@click.option("--repeat", default=3, show_default=True, help="Runs of each side; medians count.")
@click.option("--megabytes", default=100, show_default=True, help="Size of each family's deliveries.")
@click.option("--files", default=1, show_default=True, help="Number of daily files that they come in.")
@click.option("--family", "names", multiple=True, help="Only families whose name holds this.")
@click.option("--all-distinct", is_flag=True, help="No identifier comes twice, as in no real delivery.")
@click.option(
    "--memory", "gigabytes", type=float, help="Instead: one file of JSON Lines of so many gigabytes."
)
@json_option
def bench_ingest(
    repeat: int, megabytes: int, files: int, names: Sequence[str], all_distinct: bool,
    gigabytes: float | None, as_json: bool,
) -> None:  # fmt: skip
    """Measure ingestion of generated deliveries, hashing included, against COPY of the same files.

    Members come eight times in a delivery. Both sides run in turn in processes of their own, and start-up
    is left out. Deliveries in GB18030 are compared with COPY of the same rows in UTF-8.
    """
    with tempfile.TemporaryDirectory(prefix="memberloop-bench-") as folder:
        root = Path(folder)
        if gigabytes:
            rows = [_memory(root, round(gigabytes * 1e9))]
        else:
            chosen = [f for f in FAMILIES if not names or any(name in f.name for name in names)]
            rows = [_compared(root, f, megabytes * 10**6, files, repeat, all_distinct) for f in chosen]
    print_rows(rows, as_json=as_json)


def _compared(root: Path, family: Family, size: int, files: int, repeat: int, all_distinct: bool) -> Row:
    home = root / "home"
    lines = size // _LINE_BYTES // family.rows_a_line
    members = 10 * lines if all_distinct else max(1, lines // RECURS)
    paths, rows = deliver(family, home / "landing", size, files, members)
    delivered = sum(path.stat().st_size for path in paths)
    (root / "utf8").mkdir()
    reader = family.reader(_in_utf8(paths, family.encoding, root / "utf8"))
    ours, bare = [], []
    for turn in range(repeat):
        click.echo(f"{family.name}: turn {turn + 1} of {repeat}", err=True)
        bare.append(_run(BARE, "0", reader, str(root / "bare.parquet")))
        ours.append(_run(INGEST, "batch.counts.rows_kept", str(home), family.feed))
        for made in ("raw", "quarantine", "warehouse"):
            shutil.rmtree(home / made, ignore_errors=True)
    if {run.rows for run in ours} != {rows}:
        raise click.ClickException(f"{family.name}: {rows} rows delivered, {ours[0].rows} kept")
    shutil.rmtree(home)
    shutil.rmtree(root / "utf8")
    return {
        "family": family.name,
        "files": files,
        "rows": rows,
        "mb": round(delivered / 1e6),
        "bare_cpu_s": _median(run.cpu for run in bare),
        "own_cpu_s": _median(run.cpu for run in ours),
        "ratio_cpu": _median(b.cpu / o.cpu for b, o in zip(bare, ours, strict=True)),
        "ratio_wall": _median(b.wall / o.wall for b, o in zip(bare, ours, strict=True)),
        "peak_mib": round(max(run.peak for run in ours) / MEBI),
    }


def _in_utf8(paths: list[Path], encoding: str, folder: Path) -> list[Path]:
    """The files, or copies of them in UTF-8 in the folder."""
    if encoding == "utf-8":
        return paths
    twins = []
    for number, path in enumerate(paths):
        twins.append(folder / f"{number:03}{path.suffix}")
        with (
            path.open(encoding=encoding, newline="") as source,
            twins[-1].open("w", encoding="utf-8", newline="") as target,
        ):
            shutil.copyfileobj(source, target)
    return twins


def _memory(root: Path, size: int) -> Row:
    """One large file, once: what counts is the peak of memory."""
    family = next(family for family in FAMILIES if family.name == "JSON Lines")
    if shutil.disk_usage(root).free < 3 * size:
        raise click.ClickException(f"{3 * size / 1e9:.0f} GB must be free in {root.parent}")
    members = max(1, size // _LINE_BYTES // RECURS)
    (path,), rows = deliver(family, root / "home" / "landing", size, 1, members)
    click.echo(f"{rows} rows in {path.stat().st_size / 1e9:.2f} GB are written", err=True)
    run = _run(INGEST, "batch.counts.rows_kept", str(root / "home"), family.feed)
    if run.rows != rows:
        raise click.ClickException(f"{rows} rows delivered, {run.rows} kept")
    return {
        "family": family.name,
        "rows": rows,
        "mb": round(path.stat().st_size / 1e6),
        "own_wall_s": round(run.wall, 1),
        "own_cpu_s": round(run.cpu, 1),
        "peak_mib": round(run.peak / MEBI),
    }


def _median(values: Iterable[float]) -> float:
    return round(statistics.median(values), 2)


def _run(work: str, rows: str, *arguments: str) -> Timed:
    command = [sys.executable, "-c", TIMED.replace("{work}", work).replace("{rows}", rows), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"a measured process ended with {done.returncode}: {done.stderr[-400:]}")
    return Timed(*json.loads(done.stdout.splitlines()[-1]))
