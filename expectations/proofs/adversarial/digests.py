"""A query's answer in few numbers, and no longer than a while."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb

# The approved query must be quick on tables that are to be used; whoever is held against it may be slower.
QUICK, PATIENT = 10.0, 60.0


def digest_of(
    con: duckdb.DuckDBPyConnection, sql: str, columns: Sequence[tuple[str, str]]
) -> tuple[object, ...]:
    """Number of rows, the bag of each column and, last, of whole rows."""
    texts = [_as_text(name, kind) for name, kind in columns]
    sums = [f"sum(cast(hash({text}) as hugeint))" for text in texts]
    parts = ", ".join(f"coalesce({text}, '~')" for text in texts)
    whole = f"sum(cast(hash(concat_ws('|', {parts})) as hugeint))"
    row = con.execute(f"select count(*), {', '.join(sums)}, {whole} from ({sql}\n)").fetchone()
    return tuple(row or ())


def by_world(
    con: duckdb.DuckDBPyConnection, sql: str, columns: Sequence[tuple[str, str]]
) -> dict[int | None, object]:
    """The bag of rows that carry a key of each world."""
    texts = ", ".join(f"coalesce({_as_text(name, kind)}, '~')" for name, kind in columns)
    found = con.execute(f"""
        select try_cast(regexp_extract(said, '\\bw(\\d+)-', 1) as integer), sum(cast(hash(said) as hugeint))
        from (select concat_ws('|', {texts}) as said from ({sql}\n)) group by 1
    """)
    return dict(found.fetchall())


def _as_text(name: str, kind: str) -> str:
    """A column as text in which figures that are equal but for rounding are equal."""
    if kind in ("DOUBLE", "FLOAT"):  # sums of these depend on the order of rows in their last digits
        return f'coalesce(cast(try_cast("{name}" as float) as varchar), cast("{name}" as varchar))'
    return f'cast("{name}" as varchar)'


@contextmanager
def in_time(con: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """Interrupt what takes longer."""
    timer = threading.Timer(seconds, con.interrupt)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
