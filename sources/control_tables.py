"""Tables of the schema `control` whose columns are declared in control.yml, made and filled whole.

They exist in every warehouse, with rows or without, because models read them unasked.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from sources.sql import name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import duckdb

    Row = Sequence[object]
    Told = Mapping[str, Collection[Row]]

CONTROL_FILE = Path(__file__).parent / "control.yml"
# Told by people, not by feeds; empty until somebody tells something.
TOLD = ("steward_decision", "blocked_value", "tombstone", "assignment_ledger", "alert_acknowledgement")
# Of the version before, for telling what changed; empty until something is published.
PREVIOUS = (
    "previous_version", "previous_value", "previous_delivery", "previous_restatement",
    "previous_restatement_cause", "changed_record", "restated_metric", "restated_delta", "restated_evidence",
)  # fmt: skip


@cache
def declared() -> dict[str, Any]:
    """Every control table with its description and columns."""
    tables: dict[str, Any] = yaml.safe_load(CONTROL_FILE.read_text(encoding="utf-8"))
    return tables


def replace_table(con: duckdb.DuckDBPyConnection, table: str, rows: Collection[Row] = ()) -> None:
    """Make the table anew with these rows, in the order of its declared columns."""
    columns = declared()[table]["columns"]
    body = ", ".join(f"{name(column)} {kind}" for column, kind in columns.items())
    con.execute("CREATE SCHEMA IF NOT EXISTS control")
    con.execute(f"CREATE OR REPLACE TABLE control.{name(table)} ({body})")
    if rows:
        marks = ", ".join("unnest(?)" for _ in columns)
        con.execute(
            f"INSERT INTO control.{name(table)} SELECT {marks}", list(map(list, zip(*rows, strict=True)))
        )


def replace_told(con: duckdb.DuckDBPyConnection, told: Told) -> None:
    """Make every table that people fill anew; nothing told, no row."""
    for table in TOLD:
        replace_table(con, table, told.get(table, ()))


def replace_previous(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the version before, empty."""
    for table in PREVIOUS:
        replace_table(con, table)
