"""Tables of operations that no model can build: what the checks said, and which runs there were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import get_args

import duckdb
import pandas as pd

from orchestration.records import CheckRecord, RunRecords, Stage
from publishing import ColumnContract, TableContract

CHECK_RESULT = TableContract(
    schema="ops",
    name="check_result",
    grain=("run_id", "seq"),
    comment="Each check of the run that made this version: dbt tests, raw suites, publish gate.",
    columns=(
        ColumnContract("run_id", "VARCHAR", "Run that made the figures."),
        ColumnContract("seq", "BIGINT", "Order within the run."),
        ColumnContract(
            "stage", "VARCHAR", "raw (batch), dbt (data test), gate (candidate) or proof (definitions)."
        ),
        ColumnContract("subject", "VARCHAR", "Feed or table that was checked."),
        ColumnContract("check_name", "VARCHAR", "Name of the check."),
        ColumnContract("severity", "VARCHAR", "critical blocks publishing, warning does not."),
        ColumnContract("passed", "BOOLEAN", "Whether it held."),
        ColumnContract("observed", "VARCHAR", "What was seen, without rows."),
        ColumnContract("owner", "VARCHAR", "Role that looks after it; NULL for what every model is asked."),
    ),
)
RUN_LOG = TableContract(
    schema="ops",
    name="run_log",
    grain=("started_at",),
    comment="Runs of this home, newest last; times are the only clock readings besides publish_log.",
    columns=(
        ColumnContract("run_id", "VARCHAR", "Name of the figures the run was after."),
        ColumnContract("as_of_date", "DATE", "Last delivery day in scope."),
        ColumnContract("started_at", "TIMESTAMP", "UTC."),
        ColumnContract("finished_at", "TIMESTAMP", "UTC; NULL while running or when killed."),
        ColumnContract("status", "VARCHAR", "running, published, refused, crashed or killed."),
        ColumnContract("reasons", "VARCHAR", "Why it did not publish."),
        ColumnContract("sql_seconds", "DOUBLE", "Seconds in its own SQL and file work, start-up excluded."),
    ),
)
COLUMN_LINEAGE = TableContract(
    schema="ops",
    name="column_lineage",
    grain=("schema_name", "table_name", "column_name", "origin"),
    comment="Where each published column begins: all feed columns behind it, or what the house has made.",
    columns=(
        ColumnContract("schema_name", "VARCHAR", "Schema of the published table."),
        ColumnContract("table_name", "VARCHAR", "Published table."),
        ColumnContract("column_name", "VARCHAR", "Published column."),
        ColumnContract(
            "kind",
            "VARCHAR",
            "value: flows into it; rows: decides which rows there are; own: no feed, a seed or the run.",
        ),
        ColumnContract("origin", "VARCHAR", "raw.feed.column, raw.feed.* for its rows, or a column of ours."),
        ColumnContract("feed", "VARCHAR", "Feed; NULL where the origin is no feed."),
        ColumnContract("feed_column", "VARCHAR", "Column of the feed in the raw store; * for its rows."),
    ),
)
METRIC_LINEAGE = TableContract(
    schema="ops",
    name="metric_lineage",
    grain=("metric_id", "feed", "feed_column"),
    comment="Which feed columns the figures of each metric are made of.",
    columns=(
        ColumnContract("metric_id", "VARCHAR", "Metric of the registry."),
        ColumnContract("feed", "VARCHAR", "Feed."),
        ColumnContract("feed_column", "VARCHAR", "Column of the feed in the raw store; * for its rows."),
    ),
)
DATA_CONTRACT = TableContract(
    schema="ops",
    name="data_contract",
    grain=("schema_name", "table_name", "column_name"),
    comment="What readers of this version may rely on: contracts/published.yml, one row a column.",
    columns=(
        ColumnContract("contract_version", "VARCHAR", "Version of the contract; the first number breaks."),
        ColumnContract("schema_name", "VARCHAR", "Schema of the published table."),
        ColumnContract("table_name", "VARCHAR", "Published table."),
        ColumnContract("column_name", "VARCHAR", "Published column."),
        ColumnContract("type", "VARCHAR", "Type, by DuckDB's name of it."),
        ColumnContract("is_required", "BOOLEAN", "Whether it is never NULL."),
        ColumnContract("is_grain", "BOOLEAN", "Whether rows are told apart by it."),
    ),
)
OPERATIONS_TABLES = (CHECK_RESULT, COLUMN_LINEAGE, DATA_CONTRACT, METRIC_LINEAGE, RUN_LOG)


def _create(connection: duckdb.DuckDBPyConnection, table: TableContract, how: str) -> None:
    columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
    connection.execute("create schema if not exists ops")
    connection.execute(how.format(f"{table.schema}.{table.name} ({columns})"))


def write_check_results(connection: duckdb.DuckDBPyConnection, run_id: str, records: RunRecords) -> None:
    """Replace `ops.check_result` by this run's outcomes."""
    ordered = sorted(records.checks, key=_order)
    _replace(
        connection,
        CHECK_RESULT,
        [
            (run_id, seq, c.stage, c.subject, c.name, c.severity, c.passed, c.observed, c.owner or None)
            for seq, c in enumerate(ordered)
        ],
    )


def write_lineage(
    connection: duckdb.DuckDBPyConnection,
    columns: Iterable[tuple[object, ...]],
    metrics: Iterable[tuple[object, ...]],
) -> None:
    """Replace `ops.column_lineage` and `ops.metric_lineage`."""
    _replace(connection, COLUMN_LINEAGE, list(columns))
    _replace(connection, METRIC_LINEAGE, list(metrics))


def write_contract(connection: duckdb.DuckDBPyConnection, rows: Iterable[tuple[object, ...]]) -> None:
    """Replace `ops.data_contract`."""
    _replace(connection, DATA_CONTRACT, list(rows))


def _replace(
    connection: duckdb.DuckDBPyConnection, table: TableContract, rows: list[tuple[object, ...]]
) -> None:
    frame = pd.DataFrame(rows, columns=list(table.column_names))
    connection.execute("begin")
    _create(connection, table, "create or replace table {}")
    if not frame.empty:
        connection.execute(f"insert into {table.full_name} select * from frame")
    connection.execute("commit")


def start_run(connection: duckdb.DuckDBPyConnection, as_of: date, started_at: datetime) -> None:
    """Enter a run that begins; what still stands as running was killed, because one run holds the home."""
    _create(connection, RUN_LOG, "create table if not exists {}")
    connection.execute("update ops.run_log set status = 'killed' where status = 'running'")
    connection.execute(
        "insert into ops.run_log values (null, ?, ?, null, 'running', null, null)", [as_of, started_at]
    )


def finish_run(
    connection: duckdb.DuckDBPyConnection, started_at: datetime, ending: Mapping[str, object]
) -> None:
    """Close the run that began at `started_at`; `ending` holds the columns of RUN_LOG that are known now."""
    columns = [column.name for column in RUN_LOG.columns if column.name in ending]
    changes = ", ".join(f'"{name}" = ?' for name in columns)
    connection.execute(
        f"update ops.run_log set {changes} where started_at = ?",
        [*(ending[name] for name in columns), started_at],
    )


def _order(check: CheckRecord) -> tuple[int, str, str]:
    return get_args(Stage).index(check.stage), check.subject, check.name
