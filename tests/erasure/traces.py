"""Where a home still holds a text: in bytes as they lie, and in all that is compressed."""

from __future__ import annotations

import io
import sqlite3
import zipfile
import zlib
from pathlib import Path

import duckdb

from sources.identifiers import IDENTIFIER_TYPES, Pepper, identifier_hash
from sources.layout import SCHEMA_BATCH


def hashes_of(values, pepper: Pepper, appid: str = "") -> set[str]:
    """Every hash that any of the values has as any type."""
    texts = [*values, *(f"{appid}:{value}" for value in values)]
    found = {identifier_hash(pepper, kind, text) for kind in IDENTIFIER_TYPES for text in texts}
    return found - {None}


def traces(home: Path, words) -> list[str]:
    """Paths below the home that hold a word, each once; of DuckDB files with the table."""
    words = {word.encode() for word in words}
    found = []
    with duckdb.connect() as con:
        for path in sorted(home.rglob("*")):
            # A feed's empty batch is made before anything lands and holds no row.
            if path.is_file() and path.parent.name != SCHEMA_BATCH:
                name = path.relative_to(home).as_posix()
                held = (place for place, data in _contents(con, path) if any(w in data for w in words))
                found += [f"{name}{place}" for place in held]
    return found


def _contents(con: duckdb.DuckDBPyConnection, path: Path):
    data = path.read_bytes()
    yield "", data
    if path.suffix == ".duckdb":
        yield from _tables(path)
    elif path.suffix == ".parquet":
        yield "", _texts(con, f"read_parquet('{path}')")
    elif data.startswith(b"SQLite format 3"):
        with sqlite3.connect(path) as db:
            yield ":dump", "\n".join(db.iterdump()).encode()
    else:
        yield from ((":unpacked", inner) for inner in _unpacked(data))


def _unpacked(data: bytes):
    if data.startswith(b"\x1f\x8b"):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            inner = unpacker.decompress(data)
        except zlib.error:
            return
        yield inner
        yield from _unpacked(inner)
    elif data.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for member in archive.infolist():
                    inner = archive.read(member)
                    yield inner
                    yield from _unpacked(inner)
        except zipfile.BadZipFile:
            return


def _tables(path: Path):
    with duckdb.connect(str(path), read_only=True) as con:
        tables = con.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        for schema, table in tables:
            yield f":{schema}.{table}", _texts(con, f'"{schema}"."{table}"')


def _texts(con: duckdb.DuckDBPyConnection, relation: str) -> bytes:
    """All texts of a table."""
    columns = con.execute(f"describe select * from {relation}").fetchall()
    shown = [
        f'array_to_string("{name}", chr(10))' if kind.endswith("[]") else f'"{name}"'
        for name, kind, *_ in columns
        if kind.startswith("VARCHAR")
    ]
    if not shown:
        return b""
    rows = con.execute(f"select concat_ws(chr(10), {', '.join(shown)}) from {relation}").fetchall()
    return "\n".join(row[0] for row in rows).encode()
