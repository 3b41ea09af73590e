"""The audit of the copy: does it keep the contract, and does it hold what the warehouse holds?

It reads the very files that will be published, never the warehouse again, and tells all reasons at once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import duckdb

from publishing.log import PUBLISH_LOG, LogEntry
from publishing.sql import Fingerprint, columns_of, fingerprint, name, names, text
from publishing.write import COPY, parquet_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from publishing.contract import TableContract

# What every BI tool and PostgreSQL can hold. HUGEINT, DuckDB's type of an integer sum, is not among them.
PLAIN_TYPE = re.compile(
    r"BOOLEAN|TINYINT|SMALLINT|INTEGER|BIGINT|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\)|VARCHAR|DATE|TIME|TIMESTAMP"
)


def contract_faults(
    con: duckdb.DuckDBPyConnection, catalog: str, tables: Iterable[TableContract]
) -> list[str]:
    """Where the tables of a catalog differ from the contract in name, columns or types, or are not plain."""
    present = columns_of(con, catalog)
    faults = []
    for table in tables:
        if table.full_name not in present:
            faults.append(f"{table.full_name}: is missing")
        else:
            faults += [
                f"{table.full_name}: {fault}"
                for fault in _column_faults(con, table, present[table.full_name])
            ]
    return faults


def audit(
    con: duckdb.DuckDBPyConnection, directory: Path, tables: Sequence[TableContract], entry: LogEntry
) -> list[str]:
    """Reasons against the attached copy and its Parquet files; empty when all is well."""
    offered = (*tables, PUBLISH_LOG)
    reasons = contract_faults(con, COPY, offered)
    reasons += [f"{table}: is in the copy but not in the contract" for table in _surplus(con, offered)]
    if reasons:
        return reasons
    for table in offered:
        reasons += [f"{table.full_name}: {reason}" for reason in _table_reasons(con, directory, table, entry)]
    return reasons + _log_reasons(con, entry) + _comment_reasons(con, offered)


def _column_faults(
    con: duckdb.DuckDBPyConnection, table: TableContract, present: dict[str, str]
) -> list[str]:
    faults = [f"column {column} is missing" for column in table.column_names if column not in present]
    faults += [
        f"column {column} is not in the contract" for column in present if column not in table.column_names
    ]
    for column in table.columns:
        actual = present.get(column.name)
        if actual is None:
            continue
        if column.type is not None and actual != (expected := _canonical(con, column.type)):
            faults.append(f"column {column.name} is {actual}, the contract says {expected}")
        if not PLAIN_TYPE.fullmatch(actual):
            faults.append(f"column {column.name} is {actual}, which is not a plain type")
    return faults


def _canonical(con: duckdb.DuckDBPyConnection, declared: str) -> str:
    """DuckDB's own name of a declared type, so that `text` and `VARCHAR` are one."""
    try:
        row = con.execute(f"SELECT typeof(CAST(NULL AS {declared}))").fetchone()
    except duckdb.Error:
        return f"{declared} (unknown to DuckDB)"
    return str(row[0]) if row else declared


def _surplus(con: duckdb.DuckDBPyConnection, tables: Iterable[TableContract]) -> list[str]:
    return sorted(columns_of(con, COPY).keys() - {table.full_name for table in tables})


def _table_reasons(
    con: duckdb.DuckDBPyConnection, directory: Path, table: TableContract, entry: LogEntry
) -> list[str]:
    relation = name(COPY, table.schema, table.name)
    copied = fingerprint(con, relation, table.column_names)
    expected = entry.tables.get(table.full_name, copied)
    parquet = f"read_parquet({text(parquet_file(directory, table))})"
    reasons = _difference("the copy", copied, "the warehouse", expected)
    if _types(con, parquet) != _types(con, relation):
        reasons.append("columns of the Parquet file differ from the copy")
    else:
        found = fingerprint(con, parquet, table.column_names)
        reasons += _difference("the Parquet file", found, "the copy", copied)
    repeated = con.execute(
        f"SELECT 1 FROM {relation} GROUP BY {names(table.grain)} HAVING count(*) > 1 LIMIT 1"
    ).fetchone()
    if repeated:
        reasons.append(f"rows repeat in the grain {', '.join(table.grain)}")
    return reasons


def _difference(here: str, found: Fingerprint, there: str, expected: Fingerprint) -> list[str]:
    if found.rows != expected.rows:
        return [f"{found.rows} rows in {here}, {expected.rows} in {there}"]
    if found.checksum != expected.checksum:
        return [f"{here} differs from {there} in its checksum"]
    return []


def _types(con: duckdb.DuckDBPyConnection, relation: str) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in con.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()]


def _log_reasons(con: duckdb.DuckDBPyConnection, entry: LogEntry) -> list[str]:
    logged = con.execute(
        f"SELECT * FROM {name(COPY, PUBLISH_LOG.schema, PUBLISH_LOG.name)} WHERE version = ?",
        [entry.version],
    ).fetchall()
    if logged == [entry.row()]:
        return []
    return [f"{PUBLISH_LOG.full_name}: does not tell this publish as it was"]


def _comment_reasons(con: duckdb.DuckDBPyConnection, tables: Iterable[TableContract]) -> list[str]:
    rows = con.execute(
        "SELECT schema_name || '.' || table_name, comment FROM duckdb_tables() WHERE database_name = $1 "
        "UNION ALL "
        "SELECT schema_name || '.' || table_name || '.' || column_name, comment FROM duckdb_columns() "
        "WHERE database_name = $1",
        [COPY],
    ).fetchall()
    found = dict(rows)
    expected = {table.full_name: table.comment for table in tables}
    for table in tables:
        expected |= {f"{table.full_name}.{column.name}": column.comment for column in table.columns}
    return [
        f"{label}: its comment is lost" for label, comment in expected.items() if found.get(label) != comment
    ]
