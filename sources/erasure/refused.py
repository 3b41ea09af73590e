"""The quarantine without rows of targets. Excerpts are masked; even their shape goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from sources import sql

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from sources.layout import Home


def erase_refused(
    con: duckdb.DuckDBPyConnection, home: Home, feed: str, lines: Mapping[str, set[int]]
) -> dict[str, int]:
    """Remove refused rows on these lines, by path; gives how many, by batch."""
    found = [(path, line) for path, numbers in lines.items() for line in numbers]
    if not found:
        return {}
    touched = pa.table({"path": [path for path, _ in found], "line": [line for _, line in found]})
    con.register("erasure_touched", touched)
    removed: dict[str, int] = {}
    try:
        for file in sorted(home.quarantine_of(feed).glob("*/rows.parquet")):
            source = f"read_parquet({sql.literal(str(file))}, file_row_number = true)"
            held = "EXISTS (SELECT 1 FROM erasure_touched AS t WHERE t.path = q.path AND t.line = q.line)"
            counted = con.execute(f"SELECT count(*) FROM {source} AS q WHERE {held}").fetchone()
            if counted and counted[0]:
                removed[file.parent.name] = counted[0]
                staged = file.with_name(f".{file.name}.erasing")
                kept = f"SELECT * EXCLUDE (file_row_number) FROM {source} AS q WHERE NOT {held}"
                con.execute(
                    f"COPY ({kept} ORDER BY file_row_number) TO {sql.literal(str(staged))} (FORMAT parquet)"
                )
                staged.replace(file)
    finally:
        con.unregister("erasure_touched")
    return removed
