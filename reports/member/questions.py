"""How the published store is asked about one member: a query, the tables it needs, rows as dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

Row = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """A query of one member; `{bridge}` and `{redirect}` in it stand for the relations of a day."""

    needs: tuple[str, ...]
    query: str


@dataclass(frozen=True)
class Subject:
    """Whom is asked about, and as which day knew them; None is today."""

    member_uid: str
    day: date | None = None


TODAYS_RELATIONS = {"bridge": "core.bridge_member_identifier", "redirect": "core.member_redirect"}


def ask(
    con: duckdb.DuckDBPyConnection, question: Question, subject: Subject, relations: Mapping[str, str]
) -> list[Row]:
    """The rows; none where the version does not have the tables, as one of before they were published."""
    if not published(con).issuperset(question.needs):
        return []
    values = {"uid": subject.member_uid, "day": subject.day}
    return rows_of(con, question.query.format(**relations), values)


def rows_of(con: duckdb.DuckDBPyConnection, query: str, values: Mapping[str, Any]) -> list[Row]:
    """The query's rows. Only the parameters that it names are given: DuckDB refuses others."""
    used = {name: value for name, value in values.items() if f"${name}" in query}
    cursor = con.execute(query, used)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def published(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Tables of the version, with their schemas."""
    found = con.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    return {name for (name,) in found}
