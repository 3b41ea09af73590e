"""Reading the published file for commands that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import duckdb

from orchestration.cli.output import Row
from orchestration.settings import Settings


def has_published(settings: Settings) -> bool:
    """Whether there is a version to read."""
    return _current(settings).exists()


def open_published(settings: Settings) -> duckdb.DuckDBPyConnection:
    """The current version, read-only; a usage error that says what to do when there is none."""
    if not has_published(settings):
        raise click.UsageError("nothing is published yet; run `memberloop run` or `memberloop demo`")
    return duckdb.connect(str(_current(settings)), read_only=True)


def _current(settings: Settings) -> Path:
    return settings.home / "published" / "current" / "memberloop.duckdb"


def rows_of(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
) -> list[Row]:
    """The query's rows as dictionaries."""
    cursor = connection.execute(query, parameters if isinstance(parameters, Mapping) else list(parameters))
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
