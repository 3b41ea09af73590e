"""A connection to the server, and errors that name the server without its password."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from publishing.errors import PublishingError
from publishing.sql import name, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adbc_driver_manager.dbapi import Connection, Cursor

# Any number that other programs are unlikely to take for an advisory lock of their own.
_WRITER = 7_301_655_201


class PostgresError(PublishingError):
    """The server cannot be used, or keeps the version that it has."""


@dataclass(frozen=True)
class Server:
    """Where to publish to, and how patiently.

    Attributes:
        url: `postgresql://user:password@host/database`; never printed.
        reader_role: Role that may read every published table; made when it is missing, empty for none.
        lock_timeout_ms: How long one try of a swap waits for readers. Below PostgreSQL's `deadlock_timeout`
            of a second, so that it is always the swap that gives way and never a reader that fails.
        patience_seconds: How long tries are repeated.
    """

    url: str = field(repr=False)
    reader_role: str = "memberloop_reader"
    lock_timeout_ms: int = 300
    patience_seconds: float = 60.0

    @property
    def said(self) -> str:
        """Host and database, for people."""
        parts = urlsplit(self.url)
        return f"{parts.hostname or 'local socket'}{parts.path}"


@contextmanager
def connected(server: Server) -> Iterator[Connection]:
    """An ADBC connection that commits when told to, the only one of ours that writes there."""
    import adbc_driver_postgresql.dbapi as adbc

    try:
        con = adbc.connect(server.url)
    except adbc.Error as error:
        raise PostgresError(f"{server.said} cannot be reached: {_without_url(error, server)}") from None
    try:
        with con.cursor() as cursor:
            if not value(cursor, f"SELECT pg_try_advisory_lock({_WRITER})"):
                raise PostgresError(f"{server.said} is in use by another publish; try again later")
        con.commit()
        yield con
        # The server would notice the end of the session a moment after us, and refuse the next publish.
        with con.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock({_WRITER})")
        con.commit()
    except adbc.Error as error:
        raise PostgresError(f"{server.said} keeps its version: {_without_url(error, server)}") from None
    finally:
        con.close()


def rows(cursor: Cursor, query: str) -> list[tuple[Any, ...]]:
    """What a query answers."""
    cursor.execute(query)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def value(cursor: Cursor, query: str) -> Any:  # noqa: ANN401 - whatever was asked for
    """The one value of a query's one row; None without a row."""
    found = rows(cursor, query)
    return found[0][0] if found else None


def exists(cursor: Cursor, schema: str, table: str) -> bool:
    """Whether there is such a table."""
    return bool(value(cursor, f"SELECT to_regclass({text(name(schema, table))}) IS NOT NULL"))


def run(cursor: Cursor, statements: Sequence[str]) -> None:
    """Execute statements as one, without a way there and back for each."""
    if statements:
        body = ";\n".join(statements)
        cursor.execute(f"DO $memberloop$ BEGIN\n{body};\nEND $memberloop$")


def _without_url(error: Exception, server: Server) -> str:
    password = urlsplit(server.url).password
    said = str(error).replace(server.url, server.said)
    return said.replace(password, "…") if password else said
