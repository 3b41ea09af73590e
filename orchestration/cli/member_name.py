"""Whom a command is about: a member id, an identifier, the beginning of a hash, or a line of stdin."""

from __future__ import annotations

import re
from dataclasses import dataclass

import click
import duckdb

from orchestration.cli.published import open_published
from orchestration.settings import Settings
from orchestration.told import namer_of
from reports.member.document import whereabouts
from sources.stewardship.naming import Identifier, NamingFault, known_by_hash

STDIN = "-"
MEMBER_UID = re.compile(r"M\d{10}")

OWNER = """
    select member_uid from core.bridge_member_identifier
    where identifier_type = ? and identifier_hash = ? and role = 'owner'
    order by valid_from desc limit 1
"""
BEGINNING = """
    select distinct identifier_hash from core.bridge_member_identifier
    where identifier_type = ? and starts_with(identifier_hash, ?) limit 2
"""
STRONGEST = """
    select identifier_type, identifier_hash from core.bridge_member_identifier
    where member_uid = ? and role = 'owner'
    order by strength, valid_to desc nulls first, valid_from, identifier_hash limit 1
"""


@dataclass(frozen=True)
class Named:
    """Whom a text names: an identifier, the member it stands for, or both."""

    identifier: Identifier | None
    member_uid: str | None

    @property
    def label(self) -> str:
        """As told to people and to the log."""
        return self.identifier.short if self.identifier else str(self.member_uid)


def read(text: str) -> str:
    """The text itself, or the next line of standard input."""
    if text != STDIN:
        return text
    stdin = click.get_text_stream("stdin")
    if stdin.isatty():
        click.echo("type:value, or a member id: ", nl=False, err=True)
    line = stdin.readline()
    if not line.strip():
        raise click.UsageError("standard input ended: give one line for each -")
    return line.strip()


def named(text: str, settings: Settings, store: duckdb.DuckDBPyConnection | None) -> Named:
    """Whom the text names, in the published store where there is one; a usage error that repeats nothing."""
    if MEMBER_UID.fullmatch(text):
        return Named(None, _present(text, _needed(store, settings)))
    try:
        identifier = known_by_hash(text) or namer_of(settings).identifier(text)
    except NamingFault as fault:
        raise click.UsageError(str(fault)) from None
    if not identifier.is_whole:
        identifier = _completed(identifier, _needed(store, settings))
    return Named(identifier, _owner(identifier, store) if store else None)


def identifier_of(
    named_one: Named, settings: Settings, store: duckdb.DuckDBPyConnection | None
) -> Identifier:
    """The identifier itself, or the strongest one of the member named."""
    if named_one.identifier:
        return named_one.identifier
    found = _needed(store, settings).execute(STRONGEST, [named_one.member_uid]).fetchone()
    if found is None:
        raise click.UsageError(f"member {named_one.member_uid} holds no identifier; name one by type:value")
    return Identifier(*found)


def _needed(store: duckdb.DuckDBPyConnection | None, settings: Settings) -> duckdb.DuckDBPyConnection:
    return store or open_published(settings)


def _present(uid: str, store: duckdb.DuckDBPyConnection) -> str:
    """The member who speaks for this id today."""
    found = whereabouts(store, uid)
    if found.erased_on:
        raise click.UsageError(f"{uid} was erased on {found.erased_on}; nothing of the member is kept")
    if found.member_uid is None:
        raise click.UsageError(f"no member {uid} is published")
    return found.member_uid


def _completed(identifier: Identifier, store: duckdb.DuckDBPyConnection) -> Identifier:
    found = store.execute(BEGINNING, [identifier.type, identifier.hash]).fetchall()
    if len(found) != 1:
        what = "several identifiers begin" if found else "no published identifier begins"
        raise click.UsageError(f"{what} with {identifier.short}; give more of the hash")
    return Identifier(identifier.type, str(found[0][0]))


def _owner(identifier: Identifier, store: duckdb.DuckDBPyConnection) -> str | None:
    found = store.execute(OWNER, [identifier.type, identifier.hash]).fetchone()
    return str(found[0]) if found else None
