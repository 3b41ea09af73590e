"""`memberloop pull`: what a vendor tells only when asked."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import click

from orchestration.cli.output import MISUSED, Failing, json_option, print_rows, show_progress
from orchestration.settings import load_settings

DAY = click.DateTime(formats=["%Y-%m-%d"])
EPILOG = """
\b
Before the first pull
  1. In the WeCom console make an app that may call customer contact, and add
     this machine's address to its trusted addresses.
  2. Set wecom.corp_id in memberloop.toml (or MEMBERLOOP_WECOM_CORP_ID) and the
     app's secret in MEMBERLOOP_WECOM_SECRET.
\b
Examples
  memberloop pull wecom                       everything, for today
  memberloop pull wecom --feeds tag,contact   two feeds
  memberloop pull wecom --statistics-days 30  the first time: a month of figures
  memberloop pull wecom --date 2026-03-07     make up for a day that was missed
\b
Every day by itself: wecom.scheduled_pull = true, and Dagster pulls at 06:30.
"""


@click.command(cls=Failing, epilog=EPILOG)
@click.argument("source", type=click.Choice(["wecom"]), expose_value=False)
@click.option("--date", "day", type=DAY, help="Day of the pull (default: today in Shanghai).")
@click.option("--feeds", help="Feeds, separated by commas, with or without wecom_ (default: all).")
@click.option("--statistics-days", type=click.IntRange(1, 180), help="Days of figures to ask for.")
@click.option("--again", is_flag=True, help="Ask anew for feeds that have landed for this day.")
@json_option
@click.pass_context
def pull(
    ctx: click.Context,
    day: datetime | None,
    feeds: str | None,
    statistics_days: int | None,
    again: bool,
    as_json: bool,
) -> None:
    """Ask WeCom's customer contact and land its answers, ready for `memberloop run`.

    Each feed lands whole, in landing/<feed>/<day>/wecom-pull-01.jsonl: the answers as delivered, each beside
    what was asked. Customers, groups and tags are the state of this moment; figures of the days before are
    asked anew, because WeCom corrects them, and only what changed lands again. A pull that was stopped goes
    on where it was when it is run again; a day that has landed is not asked twice.

    Exit code: 0 done (what the app may not see is told and left out); 1 something is unfinished, run it
    again; 2 bad arguments or configuration.
    """
    from orchestration.pulling import UNFINISHED, pull_wecom, today
    from sources.wecom_client import FEEDS, PullIsRunning

    if day and day.date() > today():
        raise click.UsageError(f"--date {day.date()} lies ahead; nothing can be asked for it yet")
    wanted = _feeds(feeds, list(FEEDS))
    show_progress()
    try:
        done = list(
            pull_wecom(
                load_settings(),
                day=day.date() if day else None,
                feeds=wanted,
                statistics_days=statistics_days,
                again=again,
            )
        )
    except PullIsRunning as error:
        click.echo(f"Refused: {error}", err=True)
        ctx.exit(MISUSED)
    print_rows([asdict(one) for one in done], as_json=as_json)
    unfinished = [one.feed for one in done if one.status in UNFINISHED]
    if unfinished:
        click.echo("Unfinished; run it again, it goes on from here.", err=True)
        ctx.exit(1)
    if not as_json and any(one.documents for one in done):
        click.echo("Next: `memberloop run`.")


def _feeds(text: str | None, known: list[str]) -> list[str]:
    if text is None:
        return known
    named = [name.strip() for name in text.split(",") if name.strip()]
    wanted = [name if name.startswith("wecom_") else f"wecom_{name}" for name in named]
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        raise click.UsageError(f"--feeds: no feed {', '.join(unknown)}; there are {', '.join(known)}")
    return wanted
