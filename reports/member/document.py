"""All that the published store knows of one member, section by section, and what became of an id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from reports.member import doings, identity, programme, standing
from reports.member.questions import TODAYS_RELATIONS, Row, Subject, published, rows_of

SECTIONS = standing.SECTIONS | doings.SECTIONS | programme.SECTIONS | identity.SECTIONS

PRESENT = "select member_uid from core.member_redirect where old_member_uid = $uid"
FORGOTTEN = (
    "select max(as_of_date) as day from core.identity_ledger where op = 'forget' and member_uid_from = $uid"
)
KNOWN = "select 1 from core.bridge_member_identifier where member_uid = $uid limit 1"


@dataclass(frozen=True)
class Whereabouts:
    """What became of a member id: who speaks for it today, or the day it was erased; neither when unknown."""

    member_uid: str | None
    erased_on: date | None = None


def whereabouts(con: duckdb.DuckDBPyConnection, uid: str) -> Whereabouts:
    """Follow an id to the member who speaks for it."""
    redirected = rows_of(con, PRESENT, {"uid": uid})
    present = str(redirected[0]["member_uid"]) if redirected else uid
    if rows_of(con, KNOWN, {"uid": present}):
        return Whereabouts(present)
    erased = [day for one in (uid, present) for day in _erased(con, one)]
    return Whereabouts(None, max(erased, default=None))


def member_document(
    con: duckdb.DuckDBPyConnection,
    uid: str,
    day: date | None = None,
    relations: Mapping[str, str] = TODAYS_RELATIONS,
) -> dict[str, Any]:
    """The member as today or a day knew them, nothing masked; a section that holds nothing is empty.

    Args:
        con: The published file.
        uid: Who speaks for the member, no former id.
        day: As the night of this day knew the member; today without.
        relations: Queries for the identifiers and redirects of that day.
    """
    subject = Subject(con, published(con), uid, day, relations)
    return {
        "member_uid": uid,
        "as_of": day,
        "member": _attributes(subject),
        "former_ids": [row["old_member_uid"] for row in subject.ask(identity.FORMER)],
        **{name: subject.ask(question) for name, question in SECTIONS.items()},
    }


def _attributes(subject: Subject) -> Row:
    if subject.day is None:
        known: Row = next(iter(subject.ask(standing.TODAY)), {})
    else:
        known = {row["attribute"]: row["value"] for row in subject.ask(standing.ON_A_DAY)}
    return {**known, **next(iter(subject.ask(standing.SEEN)), {})}


def _erased(con: duckdb.DuckDBPyConnection, uid: str) -> list[date]:
    if "core.identity_ledger" not in published(con):
        return []
    return [row["day"] for row in rows_of(con, FORGOTTEN, {"uid": uid}) if row["day"]]
