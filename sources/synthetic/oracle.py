"""The truth about a city, from its world by queries of its own: who is who, what worked, what figures are."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from sources.sql import literal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import duckdb

__all__ = ["write_oracle", "write_told"]

SCRIPTS = ("people", "experiments", "facts", "presence", "value", "amounts", "cohorts", "states", "figures")
TABLES = (
    "person_identifier", "membership_truth", "referral_truth", "touchpoint_truth", "experiment_truth",
    "metric_truth",
)  # fmt: skip
# Counted by the renderer.
TOLD = ("dirt_truth", "rendered_truth")


def write_oracle(
    con: duckdb.DuckDBPyConnection, truth_dir: Path, *, progress: Callable[[str], None] | None = None
) -> dict[str, int]:
    """Write every truth table as `<name>.parquet`; files of an earlier city are replaced.

    Args:
        con: The connection that made the world: its variables are needed as well.
        truth_dir: Folder of its own, never inside a landing zone.
        progress: Told what is being made.

    Returns:
        Rows by table.
    """
    for script in SCRIPTS:
        if progress:
            progress(f"truth: {script}")
        con.execute((files(__package__) / "oracle" / f"{script}.sql").read_text(encoding="utf-8"))
    return _copy_all(con, "truth", TABLES, truth_dir)


def write_told(con: duckdb.DuckDBPyConnection, truth_dir: Path) -> dict[str, int]:
    """Write what the renderer counted: files as they must be found, and the dirt in them."""
    return _copy_all(con, "world", TOLD, truth_dir)


def _copy_all(
    con: duckdb.DuckDBPyConnection, schema: str, tables: tuple[str, ...], truth_dir: Path
) -> dict[str, int]:
    truth_dir.mkdir(parents=True, exist_ok=True)
    return {table: _copy(con, f"{schema}.{table}", truth_dir / f"{table}.parquet") for table in tables}


def _copy(con: duckdb.DuckDBPyConnection, relation: str, path: Path) -> int:
    """Write a relation as Parquet, whole or not at all."""
    draft = path.with_suffix(".draft")
    written = con.execute(f"copy (from {relation}) to {literal(str(draft))} (format parquet)").fetchone()
    draft.replace(path)
    return int(written[0]) if written else 0
