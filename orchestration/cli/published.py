"""Reading the published file for commands that show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click
import duckdb

from orchestration.cli.output import Row
from orchestration.settings import Settings


def open_published(settings: Settings) -> duckdb.DuckDBPyConnection:
    """The current version, read-only; a usage error that says what to do when there is none."""
    path = settings.home / "published" / "current" / "memberloop.duckdb"
    if not path.exists():
        raise click.UsageError("nothing is published yet; run `memberloop run` or `memberloop demo`")
    return duckdb.connect(str(path), read_only=True)


def rows_of(connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """The query's rows as dictionaries."""
    cursor = connection.execute(query, list(parameters))
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
