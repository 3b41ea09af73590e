"""Rows from Python into the engine: typed and judged batch by batch, never all in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from sources import sql
from sources.casting import judged_sql
from sources.quarantine import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import duckdb

    from sources.judged import JudgedRows
    from sources.registry import Feed

_BATCH = 20_000


class Row(NamedTuple):
    """One record: its line, one text a delivered column, and the number of the document it is part of."""

    line: int | None
    texts: tuple[str | None, ...]
    document: int | None = None


def read(
    con: duckdb.DuckDBPyConnection,
    feed: Feed,
    records: Iterable[Row | Fault],
    present: Sequence[str],
    *,
    file_id: str,
    judged: JudgedRows,
    settings: Mapping[str, str],
) -> list[Fault]:
    """Type and judge the rows of one file; the faults of its reader are returned."""
    faults: list[Fault] = []
    fields = [pa.field(name, pa.string()) for name in present]
    schema = pa.schema([*fields, ("_line", pa.int64()), ("_document", pa.int64())])
    reader = pa.RecordBatchReader.from_batches(schema, _batches(records, schema, faults))
    con.register("delivered_rows", reader)
    try:
        kept = f"{sql.literal(file_id)} AS _file_id, CAST(NULL AS VARCHAR) AS _shape"
        relation = f"(SELECT *, {kept} FROM delivered_rows)"
        select = judged_sql(feed, relation, present, settings=settings)
        judged.add(select)
    finally:
        con.unregister("delivered_rows")
    return faults


def _batches(
    records: Iterable[Row | Fault], schema: pa.Schema, faults: list[Fault]
) -> Iterator[pa.RecordBatch]:
    rows: list[Row] = []
    for record in records:
        if isinstance(record, Fault):
            faults.append(record)
            continue
        rows.append(record)
        if len(rows) == _BATCH:
            yield _batch(rows, schema)
            rows = []
    yield _batch(rows, schema)


def _batch(rows: list[Row], schema: pa.Schema) -> pa.RecordBatch:
    columns = list(zip(*(row.texts for row in rows), strict=True)) or [()] * (len(schema) - 2)
    columns += [tuple(row.line for row in rows), tuple(row.document for row in rows)]
    return pa.record_batch([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)
