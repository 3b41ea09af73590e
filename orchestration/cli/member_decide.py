"""`memberloop member link`, `unlink` and `decisions`: what a steward says outranks every rule."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime

import click

from orchestration.cli.member_name import identifier_of, named, read
from orchestration.cli.output import Failing, Row, json_option, print_rows
from orchestration.cli.published import has_published, open_published
from orchestration.settings import Settings, load_settings
from sources.layout import Home
from sources.stewardship.decisions import CANNOT_LINK, MUST_LINK, DecisionFault, decide, decisions, undo
from sources.stewardship.naming import Identifier

SAYS = {MUST_LINK: "are one person", CANNOT_LINK: "are two persons"}
reason_option = click.option(
    "--reason", required=True, help="Why, for those who read it later. Nobody's data."
)
undo_option = click.option("--undo", "undone", metavar="DECISION", help="Take back this decision instead.")


@click.command(cls=Failing)
@click.argument("one", required=False)
@click.argument("other", required=False)
@reason_option
@undo_option
def link(one: str | None, other: str | None, reason: str, undone: str | None) -> None:
    """Say that ONE and OTHER are one person, from the next night on and in every rebuild.

    Both are named as in `memberloop member --help`. Only hashes are kept. --undo takes a decision back.
    """
    _take(MUST_LINK, one, other, reason, undone)


@click.command(cls=Failing)
@click.argument("one", required=False)
@click.argument("other", required=False)
@reason_option
@undo_option
def unlink(one: str | None, other: str | None, reason: str, undone: str | None) -> None:
    """Say that ONE and OTHER are two persons, whatever they share, from the next night on.

    A member whom they now are splits; the ids that the parts had come back. --undo takes a decision back.
    """
    _take(CANNOT_LINK, one, other, reason, undone)


@click.command("decisions", cls=Failing)
@json_option
def list_decisions(as_json: bool) -> None:
    """List every decision, taken back ones included."""
    try:
        known = decisions(Home(load_settings().home).decisions)
    except DecisionFault as fault:
        raise click.ClickException(str(fault)) from None
    rows: list[Row] = [
        {
            "decision_id": decision.decision_id,
            "op": decision.op,
            "a": decision.a.short,
            "b": decision.b.short,
            "in_force": decision.is_in_force,
            "decided_by": decision.decided_by,
            "decided_at": decision.decided_at,
            "reason": decision.reason,
        }
        for decision in known
    ]
    print_rows(rows, as_json=as_json, empty="no decisions; `memberloop member link` and `unlink` take them")


def _take(op: str, one: str | None, other: str | None, reason: str, undone: str | None) -> None:
    settings = load_settings()
    try:
        if undone:
            if one or other:
                raise click.UsageError("--undo takes a decision's id and no identifiers")
            _undo(settings, undone, reason)
            return
        if not (one and other):
            raise click.UsageError("name two: ONE and OTHER")
        _decide(settings, op, _pair(settings, one, other), reason)
    except DecisionFault as fault:
        raise click.UsageError(str(fault)) from None


def _pair(settings: Settings, one: str, other: str) -> tuple[Identifier, Identifier]:
    texts = [read(one), read(other)]
    with open_published(settings) if has_published(settings) else nullcontext() as store:
        a, b = (identifier_of(named(text, settings, store), settings, store) for text in texts)
    return a, b


def _decide(settings: Settings, op: str, pair: tuple[Identifier, Identifier], reason: str) -> None:
    path, by = Home(settings.home).decisions, settings.identity.steward_role
    decision, is_new = decide(path, op, pair, reason=reason, by=by, at=_now())
    said = f"{decision.decision_id}: {decision.a.short} and {decision.b.short} {SAYS[op]}"
    click.echo(f"{said}, from the next night on." if is_new else f"{said}; decided before.")


def _undo(settings: Settings, decision_id: str, reason: str) -> None:
    path, by = Home(settings.home).decisions, settings.identity.steward_role
    _, was_in_force = undo(path, decision_id, reason=reason, by=by, at=_now())
    click.echo(f"{decision_id} is out of force{', from the next night on' if was_in_force else ' already'}.")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
