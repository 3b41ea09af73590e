"""`memberloop bench-identity`: time and memory for the components of a graph, ours beside others'."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import yaml

from orchestration.cli.output import Failing, Row, json_option, print_rows
from orchestration.project import PROJECT_DIR, default_parameters

MEBI = 1024 * 1024
MODEL = """
{{ config(
    materialized='connected_components', added=var('came', none), removed=var('went', none)
) }}
-- depends_on: {{ ref('warm') }}
select node_a, node_b from {{ var('edges') }}
"""
# Goes the same way beforehand, on twenty edges: dbt has compiled its macros when the clock starts.
WARM = """
{{ config(
    materialized='connected_components',
    added='(select 1 as node_a, 3 as node_b)' if var('came', none) else none
) }}
select i as node_a, i + 1 as node_b from range(20) as numbers (i)
"""
TITLES = {
    "full": "memberloop, from nothing",
    "told_added": "memberloop, 1 % came (told)",
    "told": "memberloop, 1 % came, 0.1 % went (told)",
    "looked_up": "memberloop, 1 % came, 0.1 % went (looked up)",
    "scipy": "numpy and scipy, from nothing",
    "splink": "Splink's clustering, from nothing",
}


@dataclass(frozen=True)
class Run:
    """What one process said of its step, and its peak of memory in bytes."""

    said: dict[str, Any]
    peak: int


@click.command(cls=Failing)
@click.option("--millions", type=float, multiple=True, default=(1.0, 5.0, 20.0), show_default=True,
              help="Millions of edges; may be given more than once.")  # fmt: skip
@click.option("--memory-limit", default="1500MB", show_default=True, help="DuckDB's, for memberloop.")
@click.option("--without", type=click.Choice(list(TITLES)), multiple=True, help="Leave one out.")
@json_option
def bench_identity(
    millions: tuple[float, ...], memory_limit: str, without: tuple[str, ...], as_json: bool
) -> None:
    """Find the components of synthetic graphs: the materialization, its deltas, scipy and Splink.

    Each runs in a process of its own on two threads and the same edges. CPU and wall are those of the step
    alone, without starting up and reading edges into memory; the peak of memory is that of the whole process.
    """
    rows = []
    for million in millions:
        with tempfile.TemporaryDirectory(prefix="memberloop-bench-") as folder:
            rows += _compare(Path(folder), int(million * 1_000_000), memory_limit, without)
    print_rows(rows, as_json=as_json)


def _compare(home: Path, edges: int, memory_limit: str, without: tuple[str, ...]) -> list[Row]:
    _write_project(home)
    environ = {
        **os.environ, "MEMBERLOOP_BENCH_EDGES": str(edges), "MEMBERLOOP_ENGINE_MEMORY_LIMIT": memory_limit,
    }  # fmt: skip
    click.echo(f"making a graph of {edges / 1e6:g} million edges", err=True)
    counts = _run("graph", home, environ).said
    runs: dict[str, Run] = {}
    for name in (name for name in TITLES if name not in without):
        click.echo(TITLES[name], err=True)
        runs[name] = _run(
            name, _after_full(home) if name in ("told_added", "told", "looked_up") else home, environ
        )
        if name == "full":
            shutil.copytree(home / "warehouse", home / "kept" / "warehouse")
    _agree(runs)
    return [_row(name, counts["given"], run, runs) for name, run in runs.items()]


def _write_project(home: Path) -> None:
    """A dbt project of one model, with the macros of the real one."""
    project = home / "project"
    (project / "models").mkdir(parents=True)
    (home / "warehouse" / "scratch").mkdir(parents=True)
    shutil.copytree(PROJECT_DIR / "macros" / "identity", project / "macros")
    shutil.copy(PROJECT_DIR / "profiles.yml", project)
    (project / "models" / "joined.sql").write_text(MODEL, encoding="utf-8")
    (project / "models" / "warm.sql").write_text(WARM, encoding="utf-8")
    limits = {name: value for name, value in default_parameters().items() if name.startswith("identity_")}
    content = {"name": "bench", "version": "1.0.0", "profile": "memberloop", "vars": limits}
    (project / "dbt_project.yml").write_text(yaml.safe_dump(content), encoding="utf-8")


def _after_full(home: Path) -> Path:
    """The home as the full build left it: each delta starts from there."""
    shutil.rmtree(home / "warehouse")
    shutil.copytree(home / "kept" / "warehouse", home / "warehouse")
    return home


def _run(name: str, home: Path, environ: dict[str, str]) -> Run:
    command = [sys.executable, "-m", "orchestration.benching.contestants", name, str(home)]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None  # noqa: S101  asked for one line above
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise click.ClickException(f"{name} ended with {process.returncode}")
    return Run(json.loads(said.splitlines()[-1]), usage.ru_maxrss * 1024)


def _agree(runs: dict[str, Run]) -> None:
    """All that worked on the same edges found as many nodes and components."""
    found = {
        name: (run.said["nodes"], run.said["components"])
        for name, run in runs.items()
        if name != "looked_up" and "components" in run.said
    }
    if len(set(found.values())) > 1:
        raise click.ClickException(f"they found different components: {found}")


def _row(name: str, edges: int, run: Run, runs: dict[str, Run]) -> Row:
    cpu, wall = run.said.get("cpu"), run.said.get("wall")
    full = runs["full"].said["cpu"] if "full" in runs else None
    return {
        "edges": edges,
        "what": TITLES[name] + (f": {run.said['absent']}" if "absent" in run.said else ""),
        "cpu_s": round(cpu, 2) if cpu else None,
        "wall_s": round(wall, 2) if wall else None,
        "peak_mib": round(run.peak / MEBI) if cpu else None,
        "cpu_us_an_edge": round(cpu / edges * 1e6, 3) if cpu else None,
        "full_to_this": round(full / cpu, 1) if cpu and full else None,
    }
