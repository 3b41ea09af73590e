"""What a pull has been answered so far, so that a killed one goes on where it was.

One SQLite file for each feed and day holds the answers until the feed lands; one for all days remembers
which feeds have landed, and hashes of answers, so that what did not change is not delivered again. Both lie
in a hidden folder of the landing zone, which no reader enters.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import TYPE_CHECKING, Any

from sources.wecom_client.client import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

FOLDER = ".wecom"
KEPT_DAYS = 200
"""Hashes are kept a little longer than WeCom answers for a day."""

_ANSWERS = """
    create table if not exists answer (
        seq integer primary key, key text unique, request text, content blob, errcode integer, lands integer
    )
"""
_SEEN = "create table if not exists seen (feed text, key text, hash text, day text, primary key (feed, key))"
_LANDED = "create table if not exists landed (feed text, day text, run integer, scope text, file text)"


def request_key(path: str, body: Mapping[str, Any] | None) -> str:
    """The name of a question."""
    return f"{path} {json.dumps(body, sort_keys=True, ensure_ascii=False)}"


class Journal:
    """Answers of one feed on one day."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = _open(path, _ANSWERS)

    def find(self, key: str) -> Answer | int | None:
        """The answer that was given, the errcode of a refusal, or None when the question is new."""
        row = self._db.execute("select content, errcode from answer where key = ?", [key]).fetchone()
        if row is None:
            return None
        content, errcode = row
        return int(errcode) if errcode else Answer(content, json.loads(content))

    def add(self, key: str, request: Mapping[str, Any], answer: Answer, *, lands: bool) -> None:
        """Remember an answer; `lands` when it belongs to the feed and is no mere list of what to ask next."""
        self._insert(key, json.dumps(request, ensure_ascii=False), answer.content, 0, lands)

    def add_refusal(self, key: str, errcode: int) -> None:
        """Remember that this was refused."""
        self._insert(key, "", b"", errcode, lands=False)

    def _insert(self, key: str, request: str, content: bytes, errcode: int, lands: bool) -> None:
        with self._db:
            self._db.execute(
                "insert into answer (key, request, content, errcode, lands) values (?, ?, ?, ?, ?)",
                [key, request, content, errcode, lands],
            )

    def landing(self) -> Iterator[tuple[str, str, bytes]]:
        """Key, request and answer of all that lands, in the order of asking."""
        yield from self._db.execute("select key, request, content from answer where lands order by seq")

    def count(self) -> tuple[int, int]:
        """Answers and refusals so far."""
        query = "select count(*) filter (where errcode = 0), count(*) filter (where errcode <> 0) from answer"
        answers, refusals = self._db.execute(query).fetchone()
        return answers, refusals

    def close(self, *, is_over: bool = False) -> None:
        """Give the file back, or remove it when its answers have landed: they hold what people wrote."""
        self._db.close()
        if is_over:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


class Memory:
    """What all pulls into a home have landed."""

    def __init__(self, path: Path) -> None:
        self._db = _open(path, _SEEN, _LANDED)

    def runs(self, feed: str, day: date) -> list[str]:
        """Scopes of the feed's pulls of a day, in order."""
        query = "select scope from landed where feed = ? and day = ? order by run"
        return [scope for (scope,) in self._db.execute(query, [feed, day.isoformat()])]

    def is_new(self, feed: str, key: str, content: bytes) -> bool:
        """Whether the last answer to this question was another."""
        row = self._db.execute("select hash from seen where feed = ? and key = ?", [feed, key]).fetchone()
        return row is None or row[0] != _hash(content)

    def enter(
        self, feed: str, day: date, scope: str, file: str, answers: Iterator[tuple[str, bytes]]
    ) -> None:
        """A feed has landed, or there was nothing new to land."""
        with self._db:
            run = len(self.runs(feed, day)) + 1
            self._db.execute(
                "insert into landed values (?, ?, ?, ?, ?)", [feed, day.isoformat(), run, scope, file]
            )
            self._db.executemany(
                "insert or replace into seen values (?, ?, ?, ?)",
                ((feed, key, _hash(content), day.isoformat()) for key, content in answers),
            )
            self._db.execute(
                "delete from seen where day < date(?, ?)", [day.isoformat(), f"-{KEPT_DAYS} days"]
            )

    def close(self) -> None:
        """Give the file back."""
        self._db.close()


def forget_other_days(folder: Path, day: date) -> None:
    """Remove answers of pulls that were never finished: they are no state of today."""
    for path in folder.glob("wecom_*.sqlite*"):
        if f"-{day.isoformat()}-" not in path.name:
            path.unlink()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _open(path: Path, *tables: str) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = normal")
    for table in tables:
        db.execute(table)
    return db
