"""SQL text and connections: quoting, and an engine that stays within its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MEMORY_LIMIT = "1000MB"
THREADS = 2


def literal(text: str) -> str:
    """A text literal."""
    return "'" + text.replace("'", "''") + "'"


def name(identifier: str) -> str:
    """A quoted name."""
    return '"' + identifier.replace('"', '""') + '"'


def names(identifiers: Iterable[str]) -> str:
    """Quoted names with commas between."""
    return ", ".join(name(identifier) for identifier in identifiers)


def connect(scratch: Path) -> duckdb.DuckDBPyConnection:
    """An in-memory engine with a bounded memory that keeps the order of what it reads."""
    scratch.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect(
        config={"memory_limit": MEMORY_LIMIT, "threads": THREADS, "temp_directory": str(scratch)},
    )
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = false")
    # Joins keep their written sides: the right one is small, and the left one keeps its order.
    con.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    return con
