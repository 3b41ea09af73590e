"""What a delivery has looked like since it was rewritten: ingestion takes its new bytes for no news."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from sources import sql
from sources.intake import file_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb

    from sources.intake import Delivery

_SCHEMA = pa.schema(
    [("path", pa.string()), ("size_bytes", pa.int64()), ("mtime_ns", pa.int64()), ("file_id", pa.string())]
)
_NOWHERE = ""


@dataclass(frozen=True)
class Alias:
    """One rewritten file: its place in landing, and the identity of its bytes."""

    path: str
    size_bytes: int
    mtime_ns: int
    file_id: str


def aliases_of(delivery: Delivery, path: Path, aside: Path, known: frozenset[str]) -> list[Alias]:
    """What ingestion has to know of a delivery whose new bytes lie aside.

    Bytes that were read before are no news in their new form either. Others are: only their old form is
    remembered, so that a copy of it is told as one when it comes again.
    """
    old, stat = file_id(path), aside.stat()
    if old not in known:
        return [Alias(_NOWHERE, 0, 0, old)]
    return [Alias(delivery.path, stat.st_size, stat.st_mtime_ns, file_id(aside))]


def write(con: duckdb.DuckDBPyConnection, folder: Path, found: Sequence[Alias]) -> None:
    """Add aliases to those of a feed; the same ones again are the same file again."""
    if not found:
        return
    folder.mkdir(parents=True, exist_ok=True)
    columns = list(zip(*map(astuple, found), strict=True))
    table = pa.table([pa.array(c, f.type) for c, f in zip(columns, _SCHEMA, strict=True)], schema=_SCHEMA)
    told = "\n".join(sorted(f"{alias.path} {alias.file_id}" for alias in found))
    target = folder / f"{hashlib.sha256(told.encode()).hexdigest()[:20]}.parquet"
    staged = target.with_name(f".{target.name}.new")
    con.register("erasure_aliases", table)
    try:
        con.execute(f"COPY (FROM erasure_aliases) TO {sql.literal(str(staged))} (FORMAT parquet)")
    finally:
        con.unregister("erasure_aliases")
    staged.replace(target)
