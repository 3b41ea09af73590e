"""Member ids of people who were erased: never used again, each with a last line in the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from sources import sql
from sources.erasure.database import LEDGER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

_TABLE = f"core.{LEDGER}"


def retire(file: Path, uids: Sequence[str], at: datetime) -> None:
    """Enter the ids into a warehouse's ledger: that they are forgotten, and nothing else. Once an id."""
    with duckdb.connect(str(file)) as con:
        found = con.execute(
            "SELECT column_name FROM duckdb_columns() WHERE schema_name = 'core' AND table_name = ?", [LEDGER]
        ).fetchall()
        values = {
            "run_id": f"'forget-{at:%Y%m%dT%H%M%S%f}'",
            "seq": f"(SELECT coalesce(max(seq), 0) FROM {_TABLE}) + row_number() OVER (ORDER BY uid)",
            # The ledger's own clock is that of deliveries.
            "as_of_date": f"(SELECT coalesce(max(as_of_date), DATE '{at:%Y-%m-%d}') FROM {_TABLE})",
            "op": "'forget'",
            "member_uid_from": "uid",
            "rule_version": "'v2'",
        }
        names = [name for (name,) in found if name in values]
        if not names:
            return
        con.execute(
            f"""
            INSERT INTO {_TABLE} ({sql.names(names)})
            SELECT {", ".join(values[name] for name in names)} FROM (SELECT unnest(?) AS uid)
            WHERE uid NOT IN (SELECT member_uid_from FROM {_TABLE} WHERE op = 'forget')
            """,
            [list(uids)],
        )
