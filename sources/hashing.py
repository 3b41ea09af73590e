"""Keyed hashes for the identifiers of judged rows, each value hashed once however often it stands there.

One hash costs as much as reading a row, and members come again: so a column's values are hashed apart and
joined back. A column in which hardly any value comes twice is hashed in place, and so is one with more values
than the memory of a join should hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources import sql
from sources.judged import MARKS, TABLE

if TYPE_CHECKING:
    import duckdb

    from sources.registry import Feed

_MOST_JOINED = 1_000_000
_WORTH_FROM = 2
"""Rows a value from which on joining is quicker than hashing again."""


def hashed_rows(con: duckdb.DuckDBPyConnection, feed: Feed) -> str:
    """A table expression of all judged rows, hashed, with their `_place`; one thread keeps them in order."""
    listed, single = _identifier_columns(feed)
    spelt = {name: f"list_transform(j.{sql.name(name)}, lambda v: keyed_hash(v))" for name in listed}
    spelt |= {name: f"keyed_hash(j.{sql.name(name)})" for name in single}
    joins = ""
    for number, name in enumerate(_repeated(con, single)):
        table = f"hashes_{number}"
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE {table} AS SELECT text, keyed_hash(text) AS hash
            FROM (SELECT DISTINCT {sql.name(name)} AS text FROM {TABLE} WHERE {sql.name(name)} IS NOT NULL)
            UNION ALL SELECT '', NULL
        """)
        # Each row finds exactly one, so that all keep their order: those that find none would fall behind.
        joins += f" JOIN {table} ON {table}.text = coalesce(j.{sql.name(name)}, '')"
        spelt[name] = f"{table}.hash"
    names = [raw.name for raw in feed.raw_columns] + [name for name, _ in MARKS]
    columns = ", ".join(f"{spelt.get(name, 'j.' + sql.name(name))} AS {sql.name(name)}" for name in names)
    return f"(SELECT {columns}, j.rowid AS _place FROM {TABLE} AS j{joins})"


def _identifier_columns(feed: Feed) -> tuple[list[str], list[str]]:
    """Raw names of the columns with lists of identifiers, and of those with one."""
    found = [column for column in feed.columns if column.type == "identifier"]
    listed = [f"{column.name}_hashes" for column in found if column.is_list]
    return listed, [name for column in found if not column.is_list for name in column.hashed]


def _repeated(con: duckdb.DuckDBPyConnection, names: list[str]) -> list[str]:
    """Columns whose values come often enough, and are few enough, to be joined."""
    if not names:
        return []
    counts = ", ".join(f"count({sql.name(n)}), approx_count_distinct({sql.name(n)})" for n in names)
    found = con.execute(f"SELECT {counts} FROM {TABLE}").fetchone() or ()
    pairs = zip(names, found[::2], found[1::2], strict=True)
    return [name for name, rows, values in pairs if rows and values <= min(rows / _WORTH_FROM, _MOST_JOINED)]
