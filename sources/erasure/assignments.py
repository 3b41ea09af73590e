"""The ledger of assignments without some people: the one thing that takes anything out of it.

A household is named after a member; without that member no table knows the name any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources import sql
from sources.assignment import ledger

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    import duckdb

    from sources.layout import Home

_NAMED = "unit_key IN (SELECT unnest($names)) OR coalesce(cluster_key IN (SELECT unnest($names)), false)"


def erase_assignments(home: Home, uids: Collection[str]) -> int:
    """Take the members of these ids out of every file; files keep their names and places.

    Returns:
        Rows that went.
    """
    found = ledger.files(home)
    if not (found and uids):
        return 0
    names = [*uids, *(f"H{uid[1:]}" for uid in uids)]
    con = sql.connect(home.scratch)
    try:
        return sum(_erase_file(con, path, names) for path in found)
    finally:
        con.close()


def _erase_file(con: duckdb.DuckDBPyConnection, path: Path, names: list[str]) -> int:
    rows = f"read_parquet({sql.literal(str(path))})"
    counted = con.execute(f"SELECT count(*) FROM {rows} WHERE {_NAMED}", {"names": names}).fetchone()
    gone = int(counted[0]) if counted else 0
    if gone:
        staged = path.with_name(".erasing")
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE kept AS SELECT * FROM {rows} WHERE NOT ({_NAMED})",
            {"names": names},
        )
        con.execute(f"COPY kept TO {sql.literal(str(staged))} (FORMAT parquet)")
        ledger.sync(staged)
        staged.replace(path)
    return gone
