"""What was planted and rendered, counted meanwhile: `world.dirt_truth` and `world.rendered_truth`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from datetime import date

    import duckdb

_RENDERED = pa.schema(
    [
        ("feed", pa.string()),
        ("delivery_day", pa.date32()),
        ("file", pa.string()),
        ("digest", pa.string()),
        ("status", pa.string()),
        ("rows_kept", pa.int64()),
    ]
)
_DIRT = pa.schema(
    [
        ("feed", pa.string()),
        ("delivery_day", pa.date32()),
        ("file", pa.string()),
        ("kind", pa.string()),
        ("reason", pa.string()),
        ("count", pa.int64()),
    ]
)


@dataclass
class Truth:
    """Files as ingestion must find them, and the dirt in them.

    `status` of a file is accepted, duplicate (same bytes as an earlier one) or quarantined; `rows_kept` what
    must stay of it. `reason` of dirt is the code in quarantine, empty where the row or file is legal; `count`
    is the number of rows, or 1 for a file as a whole.
    """

    rendered: list[tuple[str, date, str, str, str, int]] = field(default_factory=list)
    dirt: list[tuple[str, date, str, str, str, int]] = field(default_factory=list)

    def write(self, con: duckdb.DuckDBPyConnection) -> None:
        """Make the two tables in schema `world`."""
        for name, rows, schema in (
            ("rendered_truth", self.rendered, _RENDERED),
            ("dirt_truth", self.dirt, _DIRT),
        ):
            columns = list(zip(*rows, strict=True)) or [()] * len(schema)
            arrays = [pa.array(values, kind.type) for values, kind in zip(columns, schema, strict=True)]
            con.register("counted_truth", pa.table(arrays, schema=schema))
            con.execute(f"create or replace table world.{name} as from counted_truth order by all")
            con.unregister("counted_truth")
        # Of files with the same bytes the first one counts, whatever is in it.
        con.execute("""
            create or replace table world.rendered_truth as
            select
                feed, delivery_day, file,
                case when place > 1 then 'duplicate' else status end as status,
                case when place > 1 then 0 else rows_kept end as rows_kept
            from (
                select *, row_number() over (partition by feed, digest order by delivery_day, file) as place
                from world.rendered_truth
            )
            order by all
        """)
