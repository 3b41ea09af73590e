"""`memberloop member show`: who somebody is, by any identifier, and why."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import click
import duckdb

from orchestration.access_log import log_access
from orchestration.cli.member_evidence import common, gather, guards, open_warehouse, stewards
from orchestration.cli.member_name import Named, identifier_of, named, read
from orchestration.cli.member_view import member_document, owner_on
from orchestration.cli.member_why import path
from orchestration.cli.output import Failing, json_option, print_rows
from orchestration.cli.published import open_published
from orchestration.settings import Settings, load_settings
from sources.stewardship.naming import Identifier

DAY = click.DateTime(formats=["%Y-%m-%d"])
SECTIONS = {
    "identifiers": "Identifiers",
    "shared_with": "Shares with",
    "household": "Household",
    "vehicles": "Cars",
    "common": "What both share",
    "guards": "Guards that spoke",
    "decisions": "Stewards' decisions",
    "history": "History of the id",
}


@click.command(cls=Failing)
@click.argument("subject", required=False)
@click.option("--why", nargs=2, metavar="ONE OTHER", help="Why two identifiers are one person, or are not.")
@click.option("--as-of", "as_of", type=DAY, help="As the night of this day knew the member.")
@json_option
def show(subject: str | None, why: tuple[str, str] | None, as_of: datetime | None, as_json: bool) -> None:
    """Show the member that SUBJECT names: identifiers, relations, household, cars, guards, history of the id.

    Values are never shown, only the beginnings of their hashes. Who looked at whom is kept in
    steward/access.jsonl of the home.
    """
    if bool(subject) == bool(why):
        raise click.UsageError("give SUBJECT, or --why ONE OTHER")
    settings = load_settings()
    if why:
        if as_of:
            raise click.UsageError("--why tells of the evidence of today; leave --as-of out")
        document = _reasons(settings, why)
    else:
        document = _member(settings, str(subject), as_of.date() if as_of else None)
    if as_json:
        click.echo(json.dumps(document, default=str, ensure_ascii=False, indent=2))
    elif why:
        _print_reasons(document)
    else:
        _print_member(document)


def _member(settings: Settings, subject: str, day: date | None) -> dict[str, Any]:
    text = read(subject)
    with open_published(settings) as store:
        found = named(text, settings, store)
        uid = _uid_on(store, found, text, day)
        log_access(settings, "show", [found.label], [uid] if uid else [])
        if uid is None:
            raise click.UsageError(f"{found.label} stands for no member{f' on {day}' if day else ''}")
        document = member_document(store, uid, day)
        anchor = None if day else identifier_of(Named(None, uid), settings, store)
    if anchor:
        document |= _spoken(settings, [anchor])
    return document


def _uid_on(store: duckdb.DuckDBPyConnection, found: Named, text: str, day: date | None) -> str | None:
    if day is None:
        return found.member_uid
    if found.identifier is None:
        return text  # an id of that day, whoever speaks for it now
    return owner_on(store, found.identifier.type, found.identifier.hash, day)


def _spoken(settings: Settings, identifiers: list[Identifier]) -> dict[str, Any]:
    """Guards and stewards on a member's identifiers; without the warehouse, why they are not shown."""
    try:
        with open_warehouse(settings) as warehouse:
            gather(warehouse, identifiers)
            return {"guards": guards(warehouse), "decisions": stewards(warehouse)}
    except click.UsageError as held:
        return {"guards": [], "decisions": [], "note": f"guards are not shown: {held.message}"}


def _reasons(settings: Settings, why: tuple[str, str]) -> dict[str, Any]:
    texts = [read(text) for text in why]
    with open_published(settings) as store:
        pair = [named(text, settings, store) for text in texts]
        identifiers = [identifier_of(one, settings, store) for one in pair]
    uids = sorted({one.member_uid for one in pair if one.member_uid})
    log_access(settings, "why", [one.short for one in identifiers], uids)
    is_one = len(uids) == 1 and all(one.member_uid for one in pair)
    with open_warehouse(settings) as warehouse:
        start, goal = gather(warehouse, identifiers)
        steps = path(warehouse, start, goal, barred_too=not is_one) if start and goal else None
        return {
            "one": identifiers[0].short,
            "other": identifiers[1].short,
            "members": [one.member_uid for one in pair],
            "is_one_member": is_one,
            "path": steps,
            "common": common(warehouse, *(one.member_uid for one in pair)),
            "guards": guards(warehouse),
            "decisions": stewards(warehouse),
        }


def _print_member(document: dict[str, Any]) -> None:
    day = document["as_of"]
    click.echo(f"{document['member_uid']}{f' as of {day}' if day else ''}\n")
    for key, value in document["member"].items():
        if value is not None:
            click.echo(f"  {key.replace('_', ' ')}: {value}")
    if document["former_ids"]:
        click.echo(f"  former ids: {', '.join(document['former_ids'])}")
    _print_sections(document)


def _print_reasons(document: dict[str, Any]) -> None:
    verdict = "are one member" if document["is_one_member"] else "are not one member"
    members = ", ".join(uid or "nobody" for uid in document["members"])
    click.echo(f"{document['one']} and {document['other']} {verdict} ({members})\n")
    if document["path"] is None:
        click.echo("No evidence leads from one to the other.")
    else:
        click.echo("Evidence" if document["is_one_member"] else "Evidence that the rules did not follow")
        print_rows(document["path"], as_json=False, empty="both are the same identifier")
    _print_sections(document)


def _print_sections(document: dict[str, Any]) -> None:
    for key, title in SECTIONS.items():
        if document.get(key):
            click.echo(f"\n{title}")
            print_rows(document[key], as_json=False)
    if "note" in document:
        click.echo(f"\n{document['note']}", err=True)
