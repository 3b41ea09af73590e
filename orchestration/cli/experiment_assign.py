"""`memberloop experiment assign`: who is in which arm, drawn once and kept for good."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from orchestration.cli.output import Failing, Row, json_option, print_rows
from orchestration.project import default_parameters
from orchestration.settings import Settings, load_settings

if TYPE_CHECKING:
    from orchestration.assigning.assign import Assigned

MOMENT = click.DateTime(formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"])


@click.command(cls=Failing)
@click.argument("experiment_id")
@click.option(
    "--population",
    metavar="TERMS",
    help="Whom to draw from, instead of what the master list says, such as 'wake=30;mall=M01'.",
)
@click.option(
    "--at",
    type=MOMENT,
    help="When it takes effect, on the operator's clock. Default: now. Not before the last night.",
)
@click.option("--dry-run", is_flag=True, help="Count who would be in which arm, write nothing.")
@json_option
def assign(
    experiment_id: str, population: str | None, at: datetime | None, dry_run: bool, as_json: bool
) -> None:
    """Draw the arms of EXPERIMENT_ID and freeze them.

    The universal holdout is drawn first, a campaign from the rest. What is drawn is never changed: a second
    time is refused, except for a universal holdout, which takes in those who are new. After the first send
    nobody is drawn any more.
    """
    from orchestration.assigning.assign import Request
    from orchestration.assigning.assign import assign as draw
    from orchestration.assigning.warehouse import AssigningFault
    from sources.assignment.ledger import LedgerFault

    settings = load_settings()
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    moment = _utc(settings, at) if at else now
    try:
        done = draw(settings, Request(experiment_id, population, moment, now, is_dry_run=dry_run))
    except (AssigningFault, LedgerFault) as fault:
        raise click.UsageError(str(fault)) from None
    print_rows([row for one in done for row in _rows(one)], as_json=as_json)
    if not as_json:
        _tell(experiment_id, done, dry_run=dry_run)


def _rows(one: Assigned) -> list[Row]:
    return [{"experiment_id": one.experiment_id, "arm": arm, "new_units": n} for arm, n in one.arms.items()]


def _tell(experiment_id: str, done: list[Assigned], *, dry_run: bool) -> None:
    asked = done[-1]
    told = {
        "assigned before, and as they were": asked.before,
        "left alone: held out from everything": asked.held_out,
        "left alone: not yet through the universal holdout's draw": asked.undrawn,
    }
    for words, units in told.items():
        if units:
            click.echo(f"{units} units {words}.")
    if dry_run:
        click.echo("Nothing was written.")
    elif sum(asked.arms.values()):
        click.echo(f"Frozen. `memberloop experiment export {experiment_id}` gives the list to send from.")
    else:
        click.echo("Nobody new; the ledger is as it was.")


def _utc(settings: Settings, at: datetime) -> datetime:
    zone = str({**default_parameters(), **settings.parameters}["default_timezone"])
    return at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
