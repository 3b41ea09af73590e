"""What tools beside the store wrote: logs, Dagster's SQLite files, journals of pulls, pages. Word by word."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_WORD = re.compile(rb"[0-9A-Za-z_+.:-]{6,}")
_PART = re.compile(rb"[0-9A-Za-z_+-]{6,}")
_SQLITE = b"SQLite format 3\0"
_SKIPPED = (".duckdb", ".parquet")


@dataclass
class Swept:
    """What was found."""

    files: int = 0
    places: int = 0


def sweep(folders: Iterable[Path], words: frozenset[bytes]) -> Swept:
    """Blacken every word in all files of these folders; the length of a word stays."""
    swept = Swept()
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            if path.is_file() and path.suffix not in _SKIPPED:
                found = _sweep_file(path, words)
                swept.files += bool(found)
                swept.places += found
    return swept


def mentions(path: Path, words: frozenset[bytes]) -> bool:
    """Whether a file holds any of the words."""
    return not words.isdisjoint(_PART.findall(path.read_bytes()))


def _sweep_file(path: Path, words: frozenset[bytes]) -> int:
    with path.open("rb") as file:
        is_database = file.read(len(_SQLITE)) == _SQLITE
    if is_database:
        return _sweep_sqlite(path, words)
    data = path.read_bytes()
    kept, found = _blackened(data, words)
    if found:
        staged = path.with_name(f".{path.name}.erasing")
        staged.write_bytes(kept)
        staged.chmod(path.stat().st_mode)
        staged.replace(path)
    return found


def _blackened(data: bytes, words: frozenset[bytes]) -> tuple[bytes, int]:
    hits = words.intersection(_PART.findall(data)) | words.intersection(_WORD.findall(data))
    if not hits:
        return data, 0
    pattern = re.compile(b"|".join(re.escape(word) for word in sorted(hits, key=len, reverse=True)))
    return pattern.subn(lambda found: b"x" * len(found[0]), data)


def _sweep_sqlite(path: Path, words: frozenset[bytes]) -> int:
    found = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("pragma secure_delete = on")
        tables = db.execute("select name from sqlite_master where type = 'table'").fetchall()
        for (table,) in tables:
            found += _sweep_table(db, table, words)
        if found:
            # Free pages and the log beside the file hold the old text.
            db.execute("vacuum")
            db.execute("pragma wal_checkpoint(truncate)")
    return found


def _sweep_table(db: sqlite3.Connection, table: str, words: frozenset[bytes]) -> int:
    quoted = '"' + table.replace('"', '""') + '"'
    columns = [row[1] for row in db.execute(f"pragma table_info({quoted})")]
    found = 0
    for column in columns:
        name = '"' + column.replace('"', '""') + '"'
        changed = []
        for (value,) in db.execute(f"select distinct {name} from {quoted} where length({name}) >= 6"):
            data = value if isinstance(value, bytes) else str(value).encode()
            kept, hits = _blackened(data, words)
            if hits:
                changed.append((kept if isinstance(value, bytes) else kept.decode(), value))
                found += hits
        db.executemany(f"update or replace {quoted} set {name} = ? where {name} = ?", changed)
    return found
