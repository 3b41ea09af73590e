"""`memberloop member show`: who somebody is, by any identifier, and why."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import click
import duckdb

from orchestration.access_log import log_access
from orchestration.cli.member_day import owner_on, relations_of
from orchestration.cli.member_evidence import common, gather, guards, open_warehouse, stewards
from orchestration.cli.member_name import Named, identifier_of, named, read
from orchestration.cli.member_print import print_member, print_sections
from orchestration.cli.member_why import path
from orchestration.cli.output import Failing, json_option, print_rows
from orchestration.cli.published import open_published
from orchestration.settings import Settings, load_settings
from reports.member.document import member_document
from reports.member.masking import hidden, masked
from sources.stewardship.naming import Identifier

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(cls=Failing)
@click.argument("subject", required=False)
@click.option("--why", nargs=2, metavar="ONE OTHER", help="Why two identifiers are one person, or are not.")
@click.option("--as-of", "as_of", type=DAY, help="As the night of this day knew the member.")
@click.option(
    "--unmask", "reason", metavar="REASON", help="Show hashes, numbers and texts in full; the reason is kept."
)
@json_option
def show(
    subject: str | None,
    why: tuple[str, str] | None,
    as_of: datetime | None,
    reason: str | None,
    as_json: bool,
) -> None:
    """Show the member that SUBJECT names from all sides.

    Lifecycle, layers, visits, purchases, benefits, points, tags, groups, messages, arms of experiments, touch
    policy, next step; identifiers, relations, household, cars, guards, history of the id.

    Values are never shown, only hashes; without --unmask only their beginnings, the ends of ticket and
    coupon numbers, and texts without what looks like somebody's number. Who looked at whom is kept in
    steward/access.jsonl of the home, with the reason.
    """
    if bool(subject) == bool(why):
        raise click.UsageError("give SUBJECT, or --why ONE OTHER")
    if reason is not None and (why or not reason.strip()):
        raise click.UsageError("--unmask takes a reason, and a SUBJECT to show in full")
    settings = load_settings()
    if why:
        if as_of:
            raise click.UsageError("--why tells of the evidence of today; leave --as-of out")
        document = _reasons(settings, why)
    else:
        document = _member(settings, str(subject), as_of.date() if as_of else None, reason)
    if as_json:
        click.echo(json.dumps(document, default=str, ensure_ascii=False, indent=2))
    elif why:
        _print_reasons(document)
    else:
        print_member(document)


def _member(settings: Settings, subject: str, day: date | None, reason: str | None) -> dict[str, Any]:
    text = read(subject)
    with open_published(settings) as store:
        found = named(text, settings, store)
        uid = _uid_on(store, found, text, day)
        if uid is None:
            log_access(settings, "show", [found.label], [])
            raise click.UsageError(f"{found.label} stands for no member{f' on {day}' if day else ''}")
        whole = member_document(store, uid, day, relations_of(day))
        unmasked = [] if reason is None else hidden(whole)
        log_access(settings, "show", [found.label], [uid], unmasked=unmasked, reason=reason or "")
        document = masked(whole) if reason is None else whole
        if day is None and any(row["role"] == "owner" for row in whole["identifiers"]):
            document |= _spoken(settings, [identifier_of(Named(None, uid), settings, store)])
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


def _print_reasons(document: dict[str, Any]) -> None:
    verdict = "are one member" if document["is_one_member"] else "are not one member"
    members = ", ".join(uid or "nobody" for uid in document["members"])
    click.echo(f"{document['one']} and {document['other']} {verdict} ({members})\n")
    if document["path"] is None:
        click.echo("No evidence leads from one to the other.")
    else:
        click.echo("Evidence" if document["is_one_member"] else "Evidence that the rules did not follow")
        print_rows(document["path"], as_json=False, empty="both are the same identifier")
    print_sections(document)
