"""The frames that suites judge, taken by DuckDB from a raw batch or from the warehouse.

Only what a suite selects is loaded: never a whole table; raw identifiers there are none below landing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import duckdb

from expectations.suites import BATCH_COLUMNS, BATCH_FRAME

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from expectations.suites import Frame, Suite

    Frames = Mapping[str, pd.DataFrame]

# What a delivery is compared with: the median day of as many earlier days, once there are enough of them.
USUAL_DAYS = 28
USUAL_DAYS_NEEDED = 5
# Types that pandas would hold as slow Python objects; no expectation needs their exactness.
_INEXACT = ("DECIMAL", "HUGEINT", "UHUGEINT")


class RawBatch(Protocol):
    """What is needed of a batch that waits for acceptance."""

    @property
    def rows_path(self) -> Path:
        """Its typed rows, Parquet."""

    @property
    def files_path(self) -> Path:
        """Its manifest, Parquet: one row a delivered file."""


def raw_frame(batch: RawBatch, suite: Suite, accepted: Path | None = None) -> Frames:
    """The frames of a feed's suite over a batch.

    Args:
        batch: The prepared batch.
        suite: The suite of its feed.
        accepted: Directory of the feed's accepted batches; without it there is no history to compare with.
    """
    with duckdb.connect() as con:
        con.execute("SET enable_progress_bar = false")
        frames = {}
        for frame in suite.frames:
            if frame.name == BATCH_FRAME:
                frames[frame.name] = _fetch(con, _batch_profile(batch, accepted))
            else:
                frames[frame.name] = _fetch(con, _query(frame, f"read_parquet({_text(batch.rows_path)})"))
        return frames


def gate_frame(con: duckdb.DuckDBPyConnection, suite: Suite) -> Frames:
    """The frames of a table's suite, from an open connection to the warehouse."""
    return {frame.name: _fetch(con, _query(frame, suite.subject)) for frame in suite.frames}


def _query(frame: Frame, source: str) -> str:
    columns = ", ".join(f'{expression} AS "{name}"' for name, expression in frame.select.items())
    where = f" WHERE {frame.where}" if frame.where else ""
    return f"SELECT {'DISTINCT ' if frame.is_distinct else ''}{columns} FROM {source}{where}"


def _fetch(con: duckdb.DuckDBPyConnection, query: str) -> pd.DataFrame:
    described = con.execute(f"DESCRIBE {query}").fetchall()
    columns = ", ".join(
        f'"{name}"::DOUBLE AS "{name}"' if kind.startswith(_INEXACT) else f'"{name}"'
        for name, kind, *_ in described
    )
    # Through Arrow, because text comes out fifteen times faster than by DuckDB's own way into pandas.
    table = con.execute(f"SELECT {columns} FROM ({query})").to_arrow_table()
    frame: pd.DataFrame = table.to_pandas(date_as_object=False)
    return frame


def _batch_profile(batch: RawBatch, accepted: Path | None) -> str:
    """One row about the batch; volume is per delivery day, because a first batch may hold many."""
    manifest = f"read_parquet({_text(batch.files_path)})"
    history = (
        f"read_parquet({_text(accepted / '*' / 'files.parquet')})" if accepted else f"{manifest} WHERE false"
    )
    return f"""
        WITH batch AS (
            SELECT
                count(*) AS files,
                count(*) FILTER (WHERE status = 'quarantined') AS files_quarantined,
                coalesce(sum(rows_kept), 0)::BIGINT AS rows_kept,
                coalesce(sum(rows_quarantined), 0)::BIGINT AS rows_quarantined,
                count(DISTINCT delivered_on) FILTER (WHERE status = 'accepted') AS days
            FROM {manifest}
        ),
        earlier AS (
            SELECT delivered_on, sum(rows_kept) AS rows_kept
            FROM (SELECT * FROM {history})
            WHERE status = 'accepted'
            GROUP BY delivered_on
            ORDER BY delivered_on DESC
            LIMIT {USUAL_DAYS}
        ),
        usual AS (
            SELECT CASE WHEN count(*) >= {USUAL_DAYS_NEEDED} THEN median(rows_kept) END AS usual_rows_per_day
            FROM earlier
        ),
        profile AS (
            SELECT
                *,
                (SELECT count(*) FROM read_parquet({_text(batch.rows_path)})) AS rows_written,
                rows_quarantined / nullif(rows_kept + rows_quarantined, 0) AS quarantine_share,
                rows_kept / nullif(days, 0) AS rows_per_day
            FROM batch CROSS JOIN usual
        )
        SELECT {", ".join(BATCH_COLUMNS[:-1])}, rows_per_day / nullif(usual_rows_per_day, 0) AS rows_to_usual
        FROM profile
    """


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
