"""From judged rows to a batch: kept rows, quarantine and manifest, with every row counted exactly once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from sources import quarantine, sql
from sources.casting import fault_codes
from sources.hashing import hashed_rows
from sources.judged import TABLE
from sources.manifest import FILE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import duckdb

    from sources.outcome import Outcome
    from sources.registry import Feed

_WRITTEN = "FORMAT parquet, PARQUET_VERSION v2"
_OUTCOMES = pa.schema(
    [
        ("file_id", pa.string()),
        ("path", pa.string()),
        ("delivered_on", pa.date32()),
        ("size_bytes", pa.int64()),
        ("mtime_ns", pa.int64()),
        ("status", pa.string()),
        ("reason", pa.string()),
        ("encoding", pa.string()),
        ("shape", pa.string()),
        ("unknown_columns", pa.string()),
    ]
)
_FAULTS = pa.schema(
    [
        ("path", pa.string()),
        ("line", pa.int64()),
        ("byte_offset", pa.int64()),
        ("reason", pa.string()),
        ("column_name", pa.string()),
        ("text", pa.string()),
        ("detail", pa.string()),
    ]
)


class Assembly:
    """The tables from which the three files of a batch are written."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        feed: Feed,
        outcomes: Sequence[Outcome],
        number_lines: Callable[[Sequence[str], str], None] = lambda _ids, _table: None,
    ) -> None:
        """`number_lines` adds the lines of files that were read without them to a table of that name."""
        self._con = con
        self._number_lines = number_lines
        self._feed = feed
        self._codes = [(code.reason, code.column_name) for code in fault_codes(feed)]
        self._load("outcomes", pa.Table.from_pylist([_outcome(o) for o in outcomes], schema=_OUTCOMES))
        found = [_fault(o, i) for o in outcomes for i in range(len(o.faults))]
        self._load("found_faults", pa.Table.from_pylist(found, schema=_FAULTS))
        self._judge_doubles()
        self._count()
        self._judge_places()

    def _load(self, name: str, table: pa.Table) -> None:
        self._con.register("loading", table)
        self._con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM loading")
        self._con.unregister("loading")

    def _judge_doubles(self) -> None:
        """Of documents on one thing in one file the last one stands, and of rows with one key the last row.

        Groups that are no documents are left whole: rows of one ticket lie scattered over an export.
        """
        if self._feed.told_whole:
            reason = "duplicate_ticket" if self._feed.key_is_group else "duplicate_document"
            self._refuse_doubles(self._feed.told_whole, reason, of_documents=True)
        if not self._feed.key_is_group:
            self._refuse_doubles(self._feed.key, "duplicate_key", of_documents=False)

    def _refuse_doubles(self, key: tuple[str, ...], reason: str, *, of_documents: bool) -> None:
        names = self._feed.raw_names(key)
        keys = f"_file_id, {sql.names(names)}"
        if of_documents:
            wanted, several = "_fault IS NULL AND _document IS NOT NULL", "min(_document) < max(_document)"
            has_later = f"_document < max(_document) OVER (PARTITION BY {keys})"
        else:
            wanted, several = "_fault IS NULL", "count(*) > 1"
            has_later = f"row_number() OVER (PARTITION BY {keys} ORDER BY rowid DESC) > 1"
        # Digests tell cheaply which keys may be there twice: hardly any are.
        self._con.execute(f"""
            CREATE OR REPLACE TEMP TABLE suspects AS
            SELECT hash({keys}) AS digest FROM {TABLE} WHERE {wanted} GROUP BY 1 HAVING {several}
        """)
        if not self._number("SELECT count(*) FROM suspects"):
            return
        shown = [f"CAST({sql.name(name)} AS VARCHAR)" for name in names if not name.endswith("_hash")]
        key_text = f"concat_ws(',', {', '.join(shown)})" if shown else "CAST(NULL AS VARCHAR)"
        self._con.execute(f"""
            UPDATE {TABLE} SET _fault = {len(self._codes)}, _excerpt = mask_shape({key_text})
            WHERE rowid IN (
                SELECT place FROM (
                    SELECT rowid AS place, {has_later} AS has_later
                    FROM {TABLE} WHERE {wanted} AND hash({keys}) IN (FROM suspects)
                ) WHERE has_later
            )
        """)
        self._codes.append((reason, "|".join(key)))

    def _number(self, question: str) -> int:
        found = self._con.execute(question).fetchone()
        return int(found[0]) if found else 0

    def _count(self) -> None:
        """By file: rows kept and refused, where the first lies, and whether lines must be found."""
        self._con.execute(f"""
            CREATE OR REPLACE TEMP TABLE tallies AS
            SELECT _file_id AS file_id, min(rowid) AS start, count(*) - count(_fault) AS kept,
                count(*) FILTER (_fault IS NOT NULL AND _line IS NULL) AS unplaced
            FROM {TABLE} GROUP BY 1
        """)

    def _judge_places(self) -> None:
        """Every refused row with its place; the engine's reader gives no lines, but keeps the order."""
        values = ", ".join(
            f"({i}, {sql.literal(reason)}, {sql.literal(column) if column else 'NULL'})"
            for i, (reason, column) in enumerate(self._codes)
        )
        self._find_lines()
        self._con.execute(f"""
            CREATE OR REPLACE TEMP TABLE refused AS
            WITH bad AS (
                SELECT _file_id, _line, rowid AS place, _fault, _excerpt FROM {TABLE} WHERE _fault IS NOT NULL
            )
            SELECT o.file_id, o.path, o.delivered_on,
                coalesce(b._line, l.line, b.place - t.start + 2) AS line,
                CAST(NULL AS BIGINT) AS byte_offset,
                c.reason, c.column_name, b._excerpt AS excerpt
            FROM bad AS b
            JOIN (VALUES {values}) AS c (code, reason, column_name) ON b._fault = c.code
            JOIN tallies AS t ON t.file_id = b._file_id
            JOIN outcomes AS o ON o.file_id = b._file_id AND o.status = 'accepted'
            LEFT JOIN lines AS l ON l.file_id = b._file_id AND l.place = b.place - t.start
            UNION ALL
            SELECT o.file_id, o.path, o.delivered_on, f.line, f.byte_offset, f.reason, f.column_name,
                coalesce(f.detail, mask_shape(f.text))
            FROM found_faults AS f JOIN outcomes AS o USING (path)
        """)

    def _find_lines(self) -> None:
        """Lines of files whose refused rows do not know theirs."""
        self._con.execute("CREATE OR REPLACE TEMP TABLE lines (file_id VARCHAR, place BIGINT, line BIGINT)")
        unplaced = self._con.execute("SELECT file_id FROM tallies WHERE unplaced > 0 ORDER BY 1").fetchall()
        self._number_lines([file_id for (file_id,) in unplaced], "lines")

    def write_rows(self, target: Path) -> None:
        """Kept rows in order of delivery and appearance; the only time that they are written."""
        kept = self._kept()
        # With several threads a join gives its rows in any order, and to sort them costs more than one gains.
        self._con.execute("SET threads = 1")
        self._con.execute(f"COPY ({kept}) TO {sql.literal(str(target))} ({_WRITTEN})")
        self._con.execute(f"SET threads = {sql.THREADS}")

    def _kept(self) -> str:
        columns = sql.names([*(raw.name for raw in self._feed.raw_columns), "_file_id"])
        return f"SELECT {columns} FROM {hashed_rows(self._con, self._feed)} WHERE _fault IS NULL"

    def write_quarantine(self, target: Path, batch_id: str) -> None:
        """Refused rows and files in order of place."""
        select = f"""
            SELECT {sql.literal(self._feed.name)} AS feed, file_id, path, delivered_on, line, byte_offset,
                reason, column_name, excerpt, {sql.literal(batch_id)} AS batch_id
            FROM refused
        """
        order = "path, line NULLS FIRST, byte_offset, reason, column_name"
        self._write(quarantine.COLUMNS, select, order, target)

    def write_files(self, target: Path, batch_id: str) -> None:
        """The manifest: what became of each file, and how many of its rows."""
        select = f"""
            WITH lost AS (
                SELECT path, count(line) AS n FROM refused GROUP BY 1
            ), counted AS (
                SELECT o.*, coalesce(l.n, 0) AS rows_quarantined,
                    CASE WHEN o.status = 'accepted' THEN coalesce(t.kept, 0) ELSE 0 END AS rows_kept
                FROM outcomes AS o
                LEFT JOIN tallies AS t USING (file_id)
                LEFT JOIN lost AS l USING (path)
            )
            SELECT *, {sql.literal(self._feed.name)} AS feed, {sql.literal(batch_id)} AS batch_id,
                rows_kept + rows_quarantined AS rows_read
            FROM counted
        """
        self._con.execute(f"CREATE OR REPLACE TEMP TABLE counted AS {select}")
        self._write(FILE_COLUMNS, "FROM counted", "delivered_on, path", target)

    def counts(self) -> dict[str, int]:
        """Sums over the manifest, once it is written."""
        found = self._con.execute("""
            SELECT count(*) AS files, coalesce(sum(rows_read), 0) AS rows_read,
                coalesce(sum(rows_kept), 0) AS rows_kept,
                coalesce(sum(rows_quarantined), 0) AS rows_quarantined,
                count(*) FILTER (status = 'duplicate') AS duplicates,
                count(*) FILTER (status = 'quarantined') AS files_quarantined
            FROM counted
        """)
        names = [column[0] for column in found.description or ()]
        return {name: int(value) for name, value in zip(names, found.fetchone() or (), strict=True)}

    def _write(self, columns: Sequence[tuple[str, str]], select: str, order: str, target: Path) -> None:
        shape = ", ".join(f"CAST({sql.name(name)} AS {kind}) AS {sql.name(name)}" for name, kind in columns)
        ordered = f"SELECT {shape} FROM ({select}) ORDER BY {order}"
        self._con.execute(f"COPY ({ordered}) TO {sql.literal(str(target))} (FORMAT parquet)")


def _outcome(outcome: Outcome) -> dict[str, object]:
    delivery = outcome.delivery
    return {
        "file_id": outcome.file_id,
        "path": delivery.path,
        "delivered_on": delivery.delivered_on,
        "size_bytes": delivery.size_bytes,
        "mtime_ns": delivery.mtime_ns,
        "status": outcome.status,
        "reason": outcome.reason,
        "encoding": outcome.encoding,
        "shape": outcome.shape,
        "unknown_columns": ",".join(outcome.unknown_columns) or None,
    }


def _fault(outcome: Outcome, index: int) -> dict[str, object]:
    fault = outcome.faults[index]
    return {
        "path": outcome.delivery.path,
        "line": fault.line,
        "byte_offset": fault.byte_offset,
        "reason": fault.reason,
        "column_name": fault.column_name,
        "text": fault.text,
        "detail": fault.detail,
    }
