"""Real nights in real processes, and what a test wants to know of a home afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROOT = Path(__file__).parents[2]
PEPPER = "a pepper of these tests"
# Ends what hangs: a night of a minute took more than ten on a machine with much else to do.
PATIENCE_SECONDS = 3600
PROGRAM = "from orchestration.cli import main; main()"
# Written when it happened, or under a name that says which night: all else is the same for the same input.
NIGHTS_OWN = {"ops.publish_log.parquet", "ops.run_log.parquet"}


@dataclass(frozen=True)
class Ended:
    """How a command ended and all that it said."""

    exit: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Both streams."""
        return self.out + self.err


class Command:
    """A `memberloop` command at work in a process group of its own."""

    def __init__(self, home: Path, *arguments: str, **environment: str) -> None:
        inherited = {
            key: value for key, value in os.environ.items() if not key.startswith(("MEMBERLOOP_", "DAGSTER_"))
        }
        given = {"MEMBERLOOP_HOME": str(home), "MEMBERLOOP_PEPPER": PEPPER, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments],
            cwd=home,
            env=inherited | given | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def end(self) -> Ended:
        """Wait for the end; a command that does not come to one is killed and fails its test."""
        try:
            out, err = self.process.communicate(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        return Ended(self.process.returncode, out, err)

    def kill(self) -> None:
        """End the whole group without a warning."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def kill_when(self, reached: Callable[[], bool]) -> None:
        """Kill as soon as the work shows the sign; a night that ends before is a fault of the test."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not reached():
            if self.process.poll() is not None or time.monotonic() > deadline:
                ended = self.end()
                raise AssertionError(f"nothing to kill: exit {ended.exit}\n{ended.said}")
            time.sleep(0.001)
        self.kill()
        assert self.process.returncode == -signal.SIGKILL


def memberloop(home: Path, *arguments: str, **environment: str) -> Ended:
    """Run a command to its end."""
    return Command(home, *arguments, **environment).end()


def store(home: Path) -> Path:
    """Return the file that readers open."""
    return home / "published" / "current" / "memberloop.duckdb"


def rows(path: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(query).fetchall()


def versions(home: Path) -> list[str]:
    found = rows(store(home), "select version from ops.publish_log order by version")
    return [version for (version,) in found]


FIGURES = {
    "kpi.kpi_value": "select * exclude (run_id, definition_hash) from {}",
    "core.fct_purchase": "select * exclude (member_uid) from {}",
    "core.fct_visit_day": "select mall_id, business_date, count(*) from {} group by all",
    "core.fct_benefit": "select * exclude (member_uid) from {}",
}


def differences(first: Path, second: Path) -> dict[str, list[tuple]]:
    """Return, by table, rows that only one of two published stores has; member ids are each store's own."""
    found = {}
    with duckdb.connect() as con:
        con.execute(f"attach '{store(first)}' as first (read_only)")
        con.execute(f"attach '{store(second)}' as second (read_only)")
        for table, query in FIGURES.items():
            one, other = query.format(f"first.{table}"), query.format(f"second.{table}")
            apart = con.execute(f"({one} except all {other}) union all ({other} except all {one}) limit 9")
            if different := apart.fetchall():
                found[table] = different
    return found


def published_bytes(home: Path) -> dict[str, bytes]:
    """Return the Parquet files of the newest version by name."""
    newest = max(path for path in (home / "published" / "versions").iterdir() if path.name.startswith("v"))
    files = {path.relative_to(newest).as_posix(): path for path in newest.rglob("*.parquet")}
    return {name: path.read_bytes() for name, path in files.items() if path.name not in NIGHTS_OWN}


def wholeness_faults(path: Path) -> list[str]:
    """Say what is half about a published file: tables apart from its own log, or figures of another run."""
    with duckdb.connect(str(path), read_only=True) as con:
        newest = "select run_id, rows_per_table from ops.publish_log order by version desc limit 1"
        run, told = con.execute(newest).fetchall()[0]
        runs = con.execute("select distinct run_id from kpi.kpi_value").fetchall()
        logged = json.loads(told)
        there = {table: con.execute(f"select count(*) from {table}").fetchall()[0][0] for table in logged}
    faults = [f"{table}: {there[table]} of {rows}" for table, rows in logged.items() if there[table] != rows]
    return faults if runs == [(run,)] else [*faults, f"figures of {runs} in {run}"]


def texts(paths: Iterable[Path]) -> Iterable[tuple[Path, str]]:
    """Yield all that can be read in files: their bytes, and what Parquet and DuckDB files hold compressed."""
    for path in paths:
        yield path, path.read_bytes().decode("latin-1")
        if path.suffix == ".parquet":
            with duckdb.connect() as con:
                yield from ((path, text) for text in _columns(con, f"read_parquet('{path}')"))
        elif path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as con:
                tables = con.execute("select schema_name, table_name from duckdb_tables()").fetchall()
                for schema, table in tables:
                    yield from ((path, text) for text in _columns(con, f'"{schema}"."{table}"'))


def _columns(con: duckdb.DuckDBPyConnection, relation: str) -> Iterable[str]:
    described = con.execute(f"describe select * from {relation}").fetchall()
    for name in [row[0] for row in described if row[1] == "VARCHAR"]:
        values = con.execute(
            f'select distinct "{name}" from {relation} where "{name}" is not null'
        ).fetchall()
        # latin-1 of UTF-8 bytes, as of the files: one alphabet to search in
        yield "\n".join(value for (value,) in values).encode().decode("latin-1")
