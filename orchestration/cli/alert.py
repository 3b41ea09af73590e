"""`memberloop alert`: what is beyond its bound, who takes it on, and what is suggested."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from orchestration.cli.alert_state import TEXTS, alerts, brief, standing_of
from orchestration.cli.output import Failing, Row, json_option, print_rows
from orchestration.settings import Settings, load_settings
from sources.layout import Home
from sources.stewardship.acknowledgements import Acknowledgement, acknowledge, acknowledgements, take_back
from sources.stewardship.lines import LineFault

reason_option = click.option("--reason", required=True, help="Why, or what is done about it. Nobody's data.")


@click.group()
def alert() -> None:
    """Figures beyond their bounds and what the built-in rules found: list, take on, take back."""


@alert.command("list", cls=Failing)
@click.option("--all", "is_all", is_flag=True, help="Past alerts too, and every acknowledgement.")
@json_option
def list_alerts(is_all: bool, as_json: bool) -> None:
    """List open alerts with value, bound, since when, who answers and what to do."""
    settings = load_settings()
    rows = alerts(settings, is_open=not is_all)
    if as_json:
        print_rows(rows, as_json=True)
        return
    print_rows([brief(row) for row in rows], as_json=False, empty="no alerts")
    if is_all:
        click.echo("\nAcknowledgements")
        known = [_told(one) for one in acknowledgements(Home(settings.home).acknowledgements)]
        print_rows(known, as_json=False, empty="none")
        return
    for name_zh, name_en, action_zh, action_en in _suggestions(rows):
        click.echo(f"\n{name_zh} · {name_en}\n  {action_zh}\n  {action_en}")


@alert.command("ack", cls=Failing)
@click.argument("rule_id")
@click.argument("object_id")
@reason_option
@click.option("--role", help="Role that takes it on; the one that answers for it unless told.")
def ack(rule_id: str, object_id: str, reason: str, role: str | None) -> None:
    """Take on the open alert of RULE_ID about OBJECT_ID, until it closes."""
    settings = load_settings()
    row = _open(settings, rule_id, object_id)
    path = Home(settings.home).acknowledgements
    try:
        taken, is_new = acknowledge(
            path, standing_of(row), reason=reason, by=role or row["owner_role"], at=_now()
        )
    except LineFault as fault:
        raise click.UsageError(str(fault)) from None
    said = f"{taken.acknowledgement_id}: {taken.acknowledged_by} has taken on {rule_id} of {object_id}"
    click.echo(
        f"{said}; suggested: {row['action_en'] or row['playbook_id']}" if is_new else f"{said} before."
    )


@alert.command("unack", cls=Failing)
@click.argument("acknowledgement_id")
@reason_option
def unack(acknowledgement_id: str, reason: str) -> None:
    """Take an acknowledgement back; its alert is open again, the line stays in the file."""
    settings = load_settings()
    path, by = Home(settings.home).acknowledgements, settings.identity.steward_role
    try:
        _, was_in_force = take_back(path, acknowledgement_id, reason=reason, by=by, at=_now())
    except LineFault as fault:
        raise click.UsageError(str(fault)) from None
    click.echo(f"{acknowledgement_id} is taken back{'' if was_in_force else ' already'}.")


def _open(settings: Settings, rule_id: str, object_id: str) -> Row:
    for row in alerts(settings):
        if (row["rule_id"], row["object_id"]) == (rule_id, object_id):
            return row
    raise click.UsageError("no such alert is open; `memberloop alert list` names those that are")


def _suggestions(rows: list[Row]) -> list[tuple[str, ...]]:
    """Each name with its suggested action once, in the order of the list."""
    return list(dict.fromkeys(tuple(str(row[name] or "-") for name in TEXTS) for row in rows))


def _told(one: Acknowledgement) -> Row:
    return {
        "acknowledgement_id": one.acknowledgement_id,
        "rule_id": one.standing.rule_id,
        "object_id": one.standing.object_id,
        "day": one.standing.day,
        "in_force": one.is_in_force,
        "by": one.acknowledged_by,
        "at": one.acknowledged_at,
        "reason": one.reason,
    }


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
