"""A DuckDB file written anew without some people: rows go, and with the old file the blocks that held them.

What a row names is found in every text column by exact match: hashes, keys made of them and member ids are
too long to be anything else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from sources import sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

OLD, NEW = "erasure_old", "memberloop"
KEPT_TABLES = frozenset(
    {"stg_pos_sales__line", "int_pos__ticket", "fct_purchase", "fct_order_line", "int_groupbuy__order_line"}
)
"""The store's accounts: rows stay, nobody is on them any more."""
LEDGER = "identity_ledger"
_LEDGER_KEPT = ("mint", "restore", "merge", "split", "forget")
"""Operations on member ids, which are for ever; those on an identifier go with it."""
_NAMING = ("member_uid",)
_HASH_LENGTH = 64
_HIT = '"erasure:hit"'


@dataclass
class Removed:
    """What one table lost."""

    rows: int = 0
    cleared: int = 0


@dataclass(frozen=True)
class Needles:
    """Texts that stand for the people who are erased."""

    hashes: frozenset[str]
    uids: frozenset[str]
    keys: frozenset[str] = field(default=frozenset())
    """Keys made of a hash, such as node keys."""

    def load(self, con: duckdb.DuckDBPyConnection) -> None:
        """Make the table `needle (text, is_uid)`."""
        rows = [(text, False) for text in sorted(self.hashes | self.keys)]
        rows += [(uid, True) for uid in sorted(self.uids)]
        table = pa.table(
            {
                "text": pa.array([r[0] for r in rows], pa.string()),
                "is_uid": pa.array([r[1] for r in rows], pa.bool_()),
            }
        )
        con.register("needle_loading", table)
        con.execute("CREATE OR REPLACE TEMP TABLE needle AS FROM needle_loading")
        con.unregister("needle_loading")


def rewrite_database(
    source: Path, target: Path, needles: Needles, scratch: Path, *, storage_version: str | None = None
) -> dict[str, Removed]:
    """Copy a database without the people named by `needles`; `target` must not exist.

    Returns:
        What each table lost, by `schema.table`; tables that lost nothing are left out.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect(
        config={"memory_limit": sql.MEMORY_LIMIT, "threads": sql.THREADS, "temp_directory": str(scratch)}
    )
    try:
        con.execute("SET enable_progress_bar = false")
        con.execute("SET TimeZone = 'UTC'")
        needles.load(con)
        con.execute(f"ATTACH {sql.literal(str(source))} AS {OLD} (READ_ONLY)")
        options = f"(STORAGE_VERSION {sql.literal(storage_version)})" if storage_version else ""
        con.execute(f"ATTACH {sql.literal(str(target))} AS {NEW} {options}")
        removed = _copy_tables(con)
        _copy_views(con)
        _copy_comments(con)
        con.execute(f"CHECKPOINT {NEW}")
        con.execute(f"DETACH {NEW}")
        return removed
    finally:
        con.close()


def holds_needle(con: duckdb.DuckDBPyConnection, relation: str) -> str:
    """The condition under which a row of `relation` names somebody; `false` where no column can."""
    columns = _columns(con, relation)
    return " OR ".join(_condition(con, relation, name, kind) for name, kind in columns) or "false"


def _copy_tables(con: duckdb.DuckDBPyConnection) -> dict[str, Removed]:
    removed: dict[str, Removed] = {}
    tables = con.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() "
        "WHERE database_name = ? AND NOT temporary ORDER BY ALL",
        [OLD],
    ).fetchall()
    for schema, table in tables:
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {NEW}.{sql.name(schema)}")
        old = f"{OLD}.{sql.name(schema)}.{sql.name(table)}"
        new = f"{NEW}.{sql.name(schema)}.{sql.name(table)}"
        lost = _copy_table(con, table, old, new)
        if lost.rows or lost.cleared:
            removed[f"{schema}.{table}"] = lost
    return removed


def _copy_table(con: duckdb.DuckDBPyConnection, table: str, old: str, new: str) -> Removed:
    condition = holds_needle(con, old)
    counted = con.execute(f"SELECT count(*) FILTER ({condition}) FROM {old}").fetchone()
    hits = int(counted[0]) if counted else 0
    if not hits:
        con.execute(f"CREATE TABLE {new} AS FROM {old}")
        return Removed()
    if table == LEDGER:
        return _copy_ledger(con, old, new)
    if table in KEPT_TABLES:
        con.execute(f"CREATE TABLE {new} AS {cleared(con, old, condition)}")
        return Removed(cleared=hits)
    con.execute(f"CREATE TABLE {new} AS SELECT * FROM {old} WHERE NOT coalesce({condition}, false)")
    return Removed(rows=hits)


def cleared(con: duckdb.DuckDBPyConnection, relation: str, condition: str) -> str:
    """All rows of `relation`; on those that name somebody nothing names anybody."""
    shown = [
        f"CASE WHEN NOT {_HIT} THEN {sql.name(name)} END AS {sql.name(name)}"
        if name.endswith(("_hash", "_hashes")) or name in _NAMING
        else sql.name(name)
        for name, _ in _columns(con, relation)
    ]
    return (
        f"SELECT {', '.join(shown)} FROM (SELECT *, coalesce({condition}, false) AS {_HIT} FROM {relation})"
    )


def _copy_ledger(con: duckdb.DuckDBPyConnection, old: str, new: str) -> Removed:
    """Ids and what became of them stay; what tied identifiers to them goes."""
    hits = f"(coalesce({_of_hashes(con, old)}, false) OR {_of_uid(con, old)})"
    kept = ", ".join(map(sql.literal, _LEDGER_KEPT))
    shown = [
        f"CASE WHEN NOT {_HIT} THEN {sql.name(name)} END AS {sql.name(name)}"
        if name in {"identifier_type", "identifier_hash", "evidence"}
        else sql.name(name)
        for name, _ in _columns(con, old)
    ]
    flagged = f"(SELECT *, {hits} AS {_HIT} FROM {old})"
    goes = f"{_HIT} AND op NOT IN ({kept})"
    con.execute(f"CREATE TABLE {new} AS SELECT {', '.join(shown)} FROM {flagged} WHERE NOT ({goes})")
    counted = con.execute(
        f"SELECT count(*) FILTER ({goes}), count(*) FILTER ({_HIT} AND op IN ({kept})) FROM {flagged}"
    ).fetchone()
    return Removed(*(counted or (0, 0)))


def _of_hashes(con: duckdb.DuckDBPyConnection, relation: str) -> str:
    names = [name for name, kind in _columns(con, relation) if kind == "VARCHAR" and "uid" not in name]
    return (
        "("
        + " OR ".join(f"{sql.name(name)} IN (SELECT text FROM needle WHERE NOT is_uid)" for name in names)
        + ")"
    )


def _of_uid(con: duckdb.DuckDBPyConnection, relation: str) -> str:
    names = [name for name, _ in _columns(con, relation) if "uid" in name]
    tests = [f"coalesce({sql.name(name)} IN (SELECT text FROM needle WHERE is_uid), false)" for name in names]
    return "(" + (" OR ".join(tests) or "false") + ")"


def _columns(con: duckdb.DuckDBPyConnection, relation: str) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in con.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()]


def _condition(con: duckdb.DuckDBPyConnection, relation: str, column: str, kind: str) -> str:
    name = sql.name(column)
    if kind == "VARCHAR":
        _add_long_texts(con, relation, name)
        return f"{name} IN (SELECT text FROM needle)"
    if kind == "VARCHAR[]":
        return (
            f"EXISTS (SELECT 1 FROM (SELECT unnest({name}) AS item) WHERE item IN (SELECT text FROM needle))"
        )
    return "false"


def _add_long_texts(con: duckdb.DuckDBPyConnection, relation: str, name: str) -> None:
    """A text with a hash in it, such as a key of several parts, becomes a needle of its own."""
    pattern = f"[0-9a-f]{{{_HASH_LENGTH}}}"
    longest = con.execute(f"SELECT max(strlen({name})) FROM {relation}").fetchone()
    if not longest or (longest[0] or 0) <= _HASH_LENGTH:
        return
    con.execute(f"""
        INSERT INTO needle
        SELECT DISTINCT whole, false FROM (
            SELECT whole, unnest(regexp_extract_all(whole, '{pattern}')) AS part FROM (
                SELECT DISTINCT {name} AS whole FROM {relation} WHERE strlen({name}) > {_HASH_LENGTH}
            )
        ) WHERE part IN (SELECT text FROM needle)
    """)


def _copy_views(con: duckdb.DuckDBPyConnection) -> None:
    """Views may rest on each other: those that cannot be made yet wait for the others."""
    waiting = con.execute(
        "SELECT schema_name, sql FROM duckdb_views() WHERE database_name = ? AND NOT internal ORDER BY ALL",
        [OLD],
    ).fetchall()
    while waiting:
        left = [view for view in waiting if not _made(con, *view)]
        if len(left) == len(waiting):
            # What they rest on is gone already: the next night makes them anew.
            break
        waiting = left


def _made(con: duckdb.DuckDBPyConnection, schema: str, statement: str) -> bool:
    con.execute(f"CREATE SCHEMA IF NOT EXISTS {NEW}.{sql.name(schema)}")
    con.execute(f"USE {NEW}.{sql.name(schema)}")
    try:
        con.execute(statement)
    except duckdb.Error:
        return False
    finally:
        con.execute("USE memory.main")
    return True


def _copy_comments(con: duckdb.DuckDBPyConnection) -> None:
    for statement in _comments(con):
        con.execute(statement)


def _comments(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    tables: Iterable[tuple[str, str, str]] = con.execute(
        "SELECT schema_name, table_name, comment FROM duckdb_tables() "
        "WHERE database_name = ? AND comment IS NOT NULL",
        [OLD],
    ).fetchall()
    for schema, table, comment in tables:
        yield f"COMMENT ON TABLE {NEW}.{sql.name(schema)}.{sql.name(table)} IS {sql.literal(comment)}"
    columns = con.execute(
        "SELECT schema_name, table_name, column_name, comment FROM duckdb_columns() AS c "
        "WHERE database_name = ? AND comment IS NOT NULL AND (schema_name, table_name) IN "
        "(SELECT (schema_name, table_name) FROM duckdb_tables() WHERE database_name = ?)",
        [OLD, OLD],
    ).fetchall()
    for schema, table, column, comment in columns:
        place = f"{NEW}.{sql.name(schema)}.{sql.name(table)}.{sql.name(column)}"
        yield f"COMMENT ON COLUMN {place} IS {sql.literal(comment)}"
