"""`memberloop run`: the night, now."""

from __future__ import annotations

from datetime import datetime

import click

from orchestration.cli.output import Failing, show_progress
from orchestration.settings import load_settings

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(cls=Failing)
@click.option("--date", "day", type=DAY, help="Run up to this delivery day (default: the newest landed).")
@click.option("--from", "first", type=DAY, help="First delivery day of a range that runs as one night.")
@click.option("--to", "last", type=DAY, help="Last delivery day of the range.")
@click.option("--full-refresh", is_flag=True, help="Build incremental tables anew from raw.")
@click.pass_context
def run(
    ctx: click.Context,
    day: datetime | None,
    first: datetime | None,
    last: datetime | None,
    full_refresh: bool,
) -> None:
    """Ingest, transform, check, publish and report, up to a delivery day.

    The figures are as of that day; deliveries of later days are left for later nights. Files that came
    late in older folders are picked up. Exit code: 0 published; 1 a check refused to publish and the old
    version stays; 2 bad arguments or configuration; 3 a crash (run again: it recovers by itself).
    """
    if day and (first or last):
        raise click.UsageError("give --date, or --from and --to, not both")
    if bool(first) != bool(last):
        raise click.UsageError("--from and --to belong together")
    show_progress()
    ctx.exit(run_and_tell(day or first, day or last, full_refresh=full_refresh))


def run_and_tell(first: datetime | None, last: datetime | None, *, full_refresh: bool = False) -> int:
    """Run a night, say how it ended and what to do next; returns the exit code."""
    from orchestration.landing import land_ahead
    from orchestration.nightly import NothingLanded, newest_delivery, run_night
    from orchestration.outcome import Exit

    settings = load_settings()
    settings.require_pepper()
    land_ahead(settings)
    try:
        newest = newest_delivery(settings)
    except NothingLanded as error:
        click.echo(str(error), err=True)
        return Exit.MISUSED
    outcome = run_night(
        settings,
        first.date() if first else newest,
        last.date() if last else newest,
        full_refresh=full_refresh,
    )
    if outcome.exit is Exit.PUBLISHED:
        click.echo("Published. See `memberloop status`; figures: `memberloop metric new_members`.")
    elif outcome.exit is Exit.REFUSED:
        click.echo("Not published; readers keep the version they had. Failed checks:", err=True)
    else:
        click.echo("The night crashed; run it again, it recovers by itself. What stopped it:", err=True)
    for reason in outcome.reasons:
        click.echo(f"  - {reason}", err=True)
    return int(outcome.exit)
