"""A small warehouse and its contract; every table carries the build's stamp, so that a torn read shows."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import duckdb

from publishing import ColumnContract, RunInfo, TableContract

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 500


def contract() -> list[TableContract]:
    """Two tables in two schemas."""
    return [
        TableContract(
            "core",
            "fct_visit_day",
            ("visit_day_id",),
            (
                ColumnContract("visit_day_id", "varchar", "Visit day's key"),
                ColumnContract("business_date", "date", "Business date"),
                ColumnContract("build", "bigint", "Stamp of the build"),
            ),
            "One row per member, mall and day",
        ),
        TableContract(
            "kpi",
            "kpi_value",
            ("metric_id", "period_start"),
            (
                ColumnContract("metric_id", None, "指标: metric"),
                ColumnContract("period_start", None, "期初: first day"),
                ColumnContract("value", None, "值: value"),
                ColumnContract("build", None, "版: stamp of the build"),
            ),
            "One row per metric and period",
        ),
    ]


def build(con: duckdb.DuckDBPyConnection, stamp: int, rows: int = ROWS) -> None:
    """What a nightly leaves in the warehouse; rows lie in no useful order."""
    con.execute("CREATE SCHEMA IF NOT EXISTS core; CREATE SCHEMA IF NOT EXISTS kpi")
    con.execute(
        "CREATE OR REPLACE TABLE core.fct_visit_day AS SELECT md5(i::VARCHAR) AS visit_day_id, "
        f"DATE '2024-01-01' + (i % 366)::INTEGER AS business_date, {stamp}::BIGINT AS build "
        f"FROM range({rows}) r(i)"
    )
    con.execute(
        "CREATE OR REPLACE TABLE kpi.kpi_value AS SELECT 'm' || i % 7 AS metric_id, "
        "DATE '2024-01-01' + i::INTEGER AS period_start, CASE WHEN i % 5 > 0 THEN i / 3 END AS value, "
        f"{stamp}::BIGINT AS build FROM range({rows}) r(i) ORDER BY hash(i)"
    )


def run_info(stamp: int = 1, as_of: date = date(2024, 6, 30)) -> RunInfo:
    """The run of a build."""
    at = datetime(2024, 7, 1, 2, 30, stamp % 60, tzinfo=UTC)
    return RunInfo(f"{as_of}-{stamp:010x}", as_of, "0123abc", at, "d" * 64)


def stamps(file: Path) -> dict[str, int]:
    """The build that each table of a published file comes from, and the newest version in its log."""
    with duckdb.connect(file, read_only=True) as con:
        row = con.execute(
            "WITH logged AS (SELECT * FROM ops.publish_log ORDER BY version DESC LIMIT 1) "
            "SELECT min(v.build), max(v.build), (SELECT min(build) FROM kpi.kpi_value), "
            "(SELECT max(build) FROM kpi.kpi_value), count(*), (SELECT rows_per_table FROM logged), "
            "(SELECT substr(version, 2)::BIGINT FROM logged) FROM core.fct_visit_day v"
        ).fetchone()
    assert row is not None
    *builds, rows, logged, version = row
    assert len(set(builds)) == 1, f"torn between tables: {builds}"
    assert json.loads(logged)["core.fct_visit_day"] == rows
    return {"build": builds[0], "version": version}
