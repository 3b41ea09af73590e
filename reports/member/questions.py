"""How the published store is asked about one member: a query, the tables it needs, rows as dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

Row = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """A query of one member; `{bridge}` and `{redirect}` in it stand for the relations of a day."""

    needs: tuple[str, ...]
    query: str


TODAYS_RELATIONS = {"bridge": "core.bridge_member_identifier", "redirect": "core.member_redirect"}


@dataclass(frozen=True)
class Subject:
    """Whom a version is asked about, and as which day knew them; None is today."""

    con: duckdb.DuckDBPyConnection
    tables: frozenset[str]
    member_uid: str
    day: date | None = None
    relations: Mapping[str, str] = field(default_factory=lambda: TODAYS_RELATIONS)

    def ask(self, question: Question) -> list[Row]:
        """The rows; none where the version does not have the tables, as one of before they were published."""
        if not self.tables.issuperset(question.needs):
            return []
        values = {"uid": self.member_uid, "day": self.day}
        return rows_of(self.con, question.query.format(**self.relations), values)


def rows_of(con: duckdb.DuckDBPyConnection, query: str, values: Mapping[str, Any]) -> list[Row]:
    """The query's rows. Only the parameters that it names are given: DuckDB refuses others."""
    used = {name: value for name, value in values.items() if f"${name}" in query}
    cursor = con.execute(query, used)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def published(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Tables of the version, with their schemas."""
    found = con.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    return frozenset(name for (name,) in found)
