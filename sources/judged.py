"""The rows of a batch while it is made: typed and judged, in one table of the engine, in order of appearance.

Identifiers are in their normal form here, `type|value`, and become hashes on the way out (hashing.py). The
table lives in memory; what does not fit spills into the batch's own scratch directory, which goes with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources import sql

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from sources.registry import Feed

TABLE = "judged"
MARKS = (
    ("_file_id", "VARCHAR"),
    ("_line", "BIGINT"),
    ("_document", "BIGINT"),
    ("_fault", "SMALLINT"),
    ("_excerpt", "VARCHAR"),
)


class JudgedRows:
    """Takes the rows of reader after reader; a row's `rowid` tells its place among all that were added."""

    def __init__(self, con: duckdb.DuckDBPyConnection, feed: Feed) -> None:
        self._con = con
        self._added = 0
        self._columns = [*((raw.name, raw.sql_type) for raw in feed.raw_columns), *MARKS]
        shape = ", ".join(f"{sql.name(name)} {kind}" for name, kind in self._columns)
        con.execute(f"CREATE OR REPLACE TEMP TABLE {TABLE} ({shape})")

    @property
    def end(self) -> int:
        """The place of the next row. Places of dropped rows are not given again."""
        return self._added

    def add(self, select: str) -> int:
        """Append what a SELECT of `judged_sql` gives, all of it or nothing; the place of the first row.

        Raises:
            duckdb.Error: the engine could not read what the SELECT reads.
        """
        start = self._added
        added = self._con.execute(self._creation(select) if not start else f"INSERT INTO {TABLE} {select}")
        found = added.fetchone()
        self._added += found[0] if found else 0
        return start

    def _creation(self, select: str) -> str:
        """A table is made of rows a quarter sooner than they are put into one."""
        typed = ", ".join(
            f"CAST({sql.name(name)} AS {kind}) AS {sql.name(name)}" for name, kind in self._columns
        )
        return f"CREATE OR REPLACE TEMP TABLE {TABLE} AS SELECT {typed} FROM ({select})"

    def drop_from(self, start: int) -> None:
        """Take back every row from that place on."""
        self._con.execute(f"DELETE FROM {TABLE} WHERE rowid >= {start}")

    def drop_files(self, file_ids: Iterable[str], start: int) -> None:
        """Take back the rows of some files, from that place on."""
        ids = ", ".join(map(sql.literal, file_ids))
        self._con.execute(f"DELETE FROM {TABLE} WHERE rowid >= {start} AND _file_id IN ({ids})")
