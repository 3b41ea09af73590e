"""Where a home still holds a text: in bytes as they lie, and in all that is compressed."""

from __future__ import annotations

import gzip
import io
import sqlite3
import zipfile
import zlib
from pathlib import Path

import duckdb

from sources.identifiers import IDENTIFIER_TYPES, Pepper, identifier_hash


def hashes_of(values, pepper: Pepper, appid: str = "") -> set[str]:
    """Every hash that any of the values has as any type."""
    texts = [*values, *(f"{appid}:{value}" for value in values)]
    found = {identifier_hash(pepper, kind, text) for kind in IDENTIFIER_TYPES for text in texts}
    return found - {None}


def traces(home: Path, words) -> list[str]:
    """Paths below the home that hold a word, each once; of DuckDB files and Parquet with table and column."""
    words = {word.encode() for word in words}
    found = []
    for path in sorted(home.rglob("*")):
        if path.is_file():
            name = path.relative_to(home).as_posix()
            found += [f"{name}{place}" for place, data in _contents(path) if any(w in data for w in words)]
    return found


def _contents(path: Path):
    data = path.read_bytes()
    yield "", data
    if path.suffix == ".duckdb":
        yield from _tables(path)
    elif path.suffix == ".parquet":
        with duckdb.connect() as con:
            yield from _columns(con, f"read_parquet('{path}')")
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
            for place, data in _columns(con, f'"{schema}"."{table}"'):
                yield f":{schema}.{table}{place}", data


def _columns(con: duckdb.DuckDBPyConnection, relation: str):
    for name, kind, *_ in con.execute(f"describe select * from {relation}").fetchall():
        if kind.startswith("VARCHAR"):
            shown = f'array_to_string("{name}", chr(10))' if kind.endswith("[]") else f'"{name}"'
            rows = con.execute(
                f'select distinct {shown} from {relation} where "{name}" is not null'
            ).fetchall()
            yield f".{name}", "\n".join(row[0] for row in rows).encode()


def packed(data: bytes) -> bytes:
    """The same as a gzip file that is the same each time."""
    return gzip.compress(data, mtime=0)
