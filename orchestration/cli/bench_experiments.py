"""`memberloop bench-experiments`: time and memory for the figures of many experiments on many members."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from orchestration.cli.output import Failing, json_option, print_rows

MEBI = 1024 * 1024


@click.command(cls=Failing)
@click.option("--members", type=int, default=10_000_000, show_default=True, help="People, each in one trial.")
@click.option("--experiments", type=int, default=200, show_default=True)
@click.option("--memory-limit", default="400MB", show_default=True, help="DuckDB's; the process takes more.")
@json_option
def bench_experiments(members: int, experiments: int, memory_limit: str, as_json: bool) -> None:
    """Estimate every experiment × 10 segments × 8 metrics, and hold a sample against tea-tasting.

    The models run through dbt in a process of their own on two threads; seconds are dbt's own of the measured
    models, CPU and the peak of memory those of the whole process.
    """
    from orchestration.benching.trials import distance, make_trials, write_project

    with tempfile.TemporaryDirectory(prefix="memberloop-bench-") as folder:
        home = Path(folder)
        click.echo(f"making {members:,} people in {experiments} experiments", err=True)
        make_trials(home, members, experiments)
        write_project(home)
        said, peak = _run(home, memory_limit)
        row = {"members": members, "experiments": experiments, **said, "peak_mib": peak, **distance(home)}
    print_rows([row], as_json=as_json)


def _run(home: Path, memory_limit: str) -> tuple[dict[str, float], int]:
    """What the process said, and its peak of memory."""
    command = [sys.executable, "-m", "orchestration.benching.trials", str(home)]
    environ = {**os.environ, "MEMBERLOOP_ENGINE_MEMORY_LIMIT": memory_limit}
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None  # noqa: S101  asked for one line above
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise click.ClickException(f"the models ended with {process.returncode}: {said}")
    return json.loads(said.splitlines()[-1]), round(usage.ru_maxrss * 1024 / MEBI)
