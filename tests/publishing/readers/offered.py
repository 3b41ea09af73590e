"""A version in the three places that readers know: the file, PostgreSQL, folders of Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
import psycopg

from publishing import current_file, publish
from publishing.object_store import to_object_store
from publishing.postgres import Server, to_postgres
from tests.publishing.support import build, contract, run_info
from tests.worlds.postgres import postgres_on_socket

# What the guide for readers tells the owner of a database to give to each tool.
LOGIN = """
    create role board login in role memberloop_reader;
    alter role board set default_transaction_read_only = on
"""


@contextmanager
def offered(folder: Path) -> Iterator[dict[str, str]]:
    """Where to read; the login was made for the first version, and the second stands there now."""
    with postgres_on_socket() as address:
        _publish(folder, address, 1)
        with psycopg.connect(address, autocommit=True) as owner:
            owner.execute(LOGIN)
        _publish(folder, address, 2)
        socket = parse_qs(urlsplit(address).query)["host"][0]
        yield {
            "file": str(current_file(folder / "published")),
            "lake": str(folder / "lake"),
            "socket": socket,
            "server": f"postgresql://board@/postgres?host={socket}",
        }


def _publish(folder: Path, address: str, stamp: int) -> None:
    with duckdb.connect(folder / "warehouse.duckdb") as con:
        build(con, stamp)
        version = publish(con, folder / "published", contract(), run_info(stamp))
    to_postgres(version, Server(address))
    to_object_store(version, str(folder / "lake"))
