"""The smallest tables that tell two queries apart, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from expectations.proofs.adversarial.stages import Stage

_SHOWN = 6


def counter_example(stage: Stage, approved: str, candidate: str) -> str:
    """Tables of one world, rows left out as long as the answers stay different, and both answers."""
    con = stage.con
    _keep_one_world(stage, approved, candidate)
    for table in _tables(stage):
        for mark in con.execute(f"select _world, _row from {table} order by all").fetchall():
            con.execute("begin")
            con.execute(f"delete from {table} where _world = ? and _row = ?", list(mark))
            con.execute("commit" if _differ(stage, approved, candidate) else "rollback")
    lines = [line for name in stage.inputs for line in _shown(con, name, f"{approved}\n{candidate}")]
    columns = ", ".join(f'"{name}"' for name, _ in stage.columns)
    for title, one, other in (
        ("only as approved", approved, candidate),
        ("only now", candidate, approved),
    ):
        rows = con.sql(f"select {columns} from ({one}\n) except all select {columns} from ({other}\n)")
        lines += [f"  {title}:", *_table(rows.columns, rows.fetchmany(_SHOWN))]
    return "\n".join(lines)


def _tables(stage: Stage) -> Iterator[str]:
    yield from (f"{name}__rows" for name in stage.inputs)


def _differ(stage: Stage, approved: str, candidate: str) -> bool:
    try:
        return stage.digest(approved) != stage.digest(candidate)
    except duckdb.Error:
        return False


def _keep_one_world(stage: Stage, approved: str, candidate: str) -> None:
    for world in range(stage.profile.worlds) if stage.alone is None else [stage.alone]:
        stage.con.execute("begin")
        for table in _tables(stage):
            stage.con.execute(f"delete from {table} where _world <> {world}")
        if _differ(stage, approved, candidate):
            stage.con.execute("commit")
            return
        stage.con.execute("rollback")


def _shown(con: duckdb.DuckDBPyConnection, name: str, sql: str) -> Iterator[str]:
    rows = con.sql(f"select * from {name}")
    used = [column for column in rows.columns if column in sql]
    quoted = ", ".join(f'"{column}"' for column in used) or "*"
    content = con.sql(f"select {quoted} from {name}")
    found = content.fetchall()
    if found:
        yield f"  {name}:"
        kept = [i for i, _ in enumerate(content.columns) if any(row[i] is not None for row in found)]
        yield from _table([content.columns[i] for i in kept], [[row[i] for i in kept] for row in found])


def _table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    texts = [list(columns), *([str(value) for value in row] for row in rows)]
    widths = [max(len(row[place]) for row in texts) for place in range(len(columns))]
    return [
        "    " + "  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip()
        for row in texts
    ]
