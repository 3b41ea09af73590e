"""`memberloop leader`: what one leader of group buying may see."""

from __future__ import annotations

import json
from datetime import datetime

import click

from orchestration.cli.lazy import LazyGroup
from orchestration.cli.output import Failing, json_option, print_rows
from orchestration.cli.published import open_published
from orchestration.settings import load_settings
from reports.leader import leader_document

MONTH = click.DateTime(formats=["%Y-%m"])
TITLES = {
    "days": "Day by day",
    "scorecard": "Scorecard",
    "statement": "Statement of commission, in fen",
    "tiers": "Tiers that it follows from",
}
COMMANDS = {"show": "orchestration.cli.leader:show"}


@click.group(cls=LazyGroup, places=COMMANDS)
def leader() -> None:
    """What one leader of group buying may see: the leader's own rows, and nothing of another."""


@click.command(cls=Failing)
@click.argument("leader_id")
@click.option("--month", type=MONTH, required=True, help="Month, as 2026-06.")
@json_option
def show(leader_id: str, month: datetime, as_json: bool) -> None:
    """Show the month of LEADER_ID: sales day by day, scorecard, statement of commission with its tiers."""
    with open_published(load_settings()) as store:
        document = leader_document(store, leader_id, month.date())
    if not any(document.values()):
        raise click.UsageError(f"nothing is published of {leader_id} in {month:%Y-%m}")
    if as_json:
        click.echo(json.dumps(document, default=str, ensure_ascii=False, indent=2))
        return
    for name, title in TITLES.items():
        click.echo(f"{title}\n")
        lines = document[name]
        if name in ("scorecard", "statement"):
            lines = [{"what": key, "value": value} for row in lines for key, value in row.items()]
        print_rows(lines, as_json=False)
        click.echo()
