"""A publish makes a whole new version or refuses with all reasons and changes nothing."""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from publishing import (
    ColumnContract,
    PublishingError,
    PublishRefused,
    StoreBusyError,
    TableContract,
    current_file,
    list_versions,
    publish,
)
from publishing.publish import STAGES
from publishing.store import Store
from tests.publishing.support import ROWS, build, run_info, stamps

Warehouse = Callable[[int], Path]
Tables = list[TableContract]


def test_a_version_holds_tables_comments_log_parquet_and_manifest(
    warehouse: Warehouse, published: Path, tables: Tables
) -> None:
    stages: list[str] = []
    version = publish(warehouse(1), published, tables, run_info(), on_stage=stages.append)

    assert stages == list(STAGES)
    assert (version.version, version.is_current, version.data_through) == ("v000001", True, date(2024, 6, 30))
    assert version.rows == {"core.fct_visit_day": ROWS, "kpi.kpi_value": ROWS}
    assert [entry.version for entry in list_versions(published)] == ["v000001"]
    assert stamps(current_file(published)) == {"build": 1, "version": 1}

    with duckdb.connect(current_file(published), read_only=True) as con:
        ordered = con.execute(
            "SELECT list(visit_day_id) = list_sort(list(visit_day_id)) FROM core.fct_visit_day"
        )
        assert ordered.fetchone() == (True,)
        comments = dict(con.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
        assert comments["kpi_value"] == "One row per metric and period"
        labels = con.execute("SELECT comment FROM duckdb_columns() WHERE table_name = 'kpi_value'").fetchall()
        assert ("值: value",) in labels
        log = con.execute(
            "SELECT version, run_id, git_revision, published_at::VARCHAR, as_of_date, data_through, "
            "row_count FROM ops.publish_log"
        ).fetchall()
        day = date(2024, 6, 30)
        assert log == [("v000001", run_info().run_id, "0123abc", "2024-07-01 02:30:01", day, day, 2 * ROWS)]

    names = sorted(file.name for file in version.path.iterdir())
    assert names == [
        "core.fct_visit_day.parquet",
        "kpi.kpi_value.parquet",
        "manifest.json",
        "memberloop.duckdb",
        "ops.publish_log.parquet",
    ]
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o444 for file in version.path.iterdir())
    manifest = json.loads((version.path / "manifest.json").read_text(encoding="utf-8"))
    described = manifest["tables"]["kpi.kpi_value"]["parquet"]
    content = (version.path / described["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == described["sha256"]


def test_the_same_rows_give_the_same_parquet_bytes(
    warehouse: Warehouse, published: Path, tables: Tables
) -> None:
    first = publish(warehouse(1), published, tables, run_info())
    with duckdb.connect(warehouse(1)) as con:
        con.execute("CREATE TABLE core.again AS SELECT * FROM core.fct_visit_day ORDER BY hash(visit_day_id)")
        con.execute("DROP TABLE core.fct_visit_day; ALTER TABLE core.again RENAME TO fct_visit_day")
        con.execute("SET threads = 1")
        second = publish(con, published, tables, run_info(2))

    for table in tables:
        name = f"{table.full_name}.parquet"
        assert (first.path / name).read_bytes() == (second.path / name).read_bytes()


def test_an_open_warehouse_is_published_through_its_connection(
    published: Path, tables: Tables, tmp_path: Path
) -> None:
    with duckdb.connect(tmp_path / "open.duckdb") as con:
        build(con, 5)
        publish(con, published, tables, run_info())
        assert stamps(current_file(published))["build"] == 5
        assert con.execute("SELECT count(*) FROM duckdb_databases() WHERE NOT internal").fetchone() == (1,)


def test_the_log_remembers_every_publish_and_old_versions_go(
    warehouse: Warehouse, published: Path, tables: Tables
) -> None:
    for stamp in range(1, 6):
        publish(warehouse(stamp), published, tables, run_info(stamp), keep=2)

    assert [entry.version for entry in list_versions(published)] == ["v000004", "v000005"]
    with duckdb.connect(current_file(published), read_only=True) as con:
        logged = con.execute("SELECT version, table_count FROM ops.publish_log ORDER BY 1").fetchall()
    assert logged == [(f"v{stamp:06d}", 2) for stamp in range(1, 6)]
    with pytest.raises(ValueError, match="at least one"):
        publish(warehouse(1), published, tables, run_info(), keep=0)


def test_a_broken_contract_is_refused_with_all_reasons(
    warehouse: Warehouse, published: Path, tables: Tables
) -> None:
    publish(warehouse(1), published, tables, run_info())
    with duckdb.connect(warehouse(2)) as con:
        con.execute("ALTER TABLE core.fct_visit_day ADD COLUMN phones VARCHAR[]")
        con.execute("ALTER TABLE core.fct_visit_day ALTER build TYPE HUGEINT")
        con.execute("ALTER TABLE core.fct_visit_day DROP COLUMN business_date")
        con.execute("ALTER TABLE kpi.kpi_value ADD COLUMN parts STRUCT(a INTEGER)")
        wider = replace(tables[1], columns=(*tables[1].columns, ColumnContract("parts", None, "parts")))
        absent = replace(tables[1], name="alert")
        with pytest.raises(PublishRefused) as caught:
            publish(con, published, [tables[0], wider, absent], run_info(2))

    assert caught.value.reasons == (
        "core.fct_visit_day: column business_date is missing",
        "core.fct_visit_day: column phones is not in the contract",
        "core.fct_visit_day: column build is HUGEINT, the contract says BIGINT",
        "core.fct_visit_day: column build is HUGEINT, which is not a plain type",
        "kpi.kpi_value: column parts is STRUCT(a INTEGER), which is not a plain type",
        "kpi.alert: is missing",
    )
    assert stamps(current_file(published)) == {"build": 1, "version": 1}
    assert [path.name for path in Store(published).versions.iterdir()] == ["v000001"]


def test_rows_that_repeat_in_the_grain_are_refused(
    warehouse: Warehouse, published: Path, tables: Tables
) -> None:
    with duckdb.connect(warehouse(1)) as con:
        con.execute("INSERT INTO core.fct_visit_day SELECT * FROM core.fct_visit_day LIMIT 1")
        with pytest.raises(PublishRefused, match="rows repeat in the grain visit_day_id"):
            publish(con, published, tables, run_info())
    with pytest.raises(PublishingError, match="Nothing is published"):
        current_file(published)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (
            "DELETE FROM core.fct_visit_day WHERE visit_day_id LIKE '0%'",
            "rows in the copy, 500 in the warehouse",
        ),
        ("UPDATE kpi.kpi_value SET value = value + 1", "the copy differs from the warehouse in its checksum"),
        ("COMMENT ON COLUMN kpi.kpi_value.value IS NULL", "kpi.kpi_value.value: its comment is lost"),
        ("UPDATE ops.publish_log SET row_count = 1", "does not tell this publish as it was"),
        ("CREATE TABLE core.stray (i INTEGER)", "core.stray: is in the copy but not in the contract"),
    ],
)
def test_the_audit_sees_a_damaged_copy(
    warehouse: Warehouse, published: Path, tables: Tables, damage: str, reason: str
) -> None:
    def harm(stage: str) -> None:
        if stage == "database":
            with duckdb.connect(Store(published).versions / ".incoming-v000001" / "memberloop.duckdb") as con:
                con.execute(damage)

    with pytest.raises(PublishRefused, match=reason):
        publish(warehouse(1), published, tables, run_info(), on_stage=harm)
    assert list_versions(published) == []


def test_the_audit_sees_a_damaged_parquet_file(warehouse: Warehouse, published: Path, tables: Tables) -> None:
    def harm(stage: str) -> None:
        if stage == "parquet":
            file = Store(published).versions / ".incoming-v000001" / "kpi.kpi_value.parquet"
            duckdb.sql(
                f"COPY (SELECT * FROM read_parquet('{file}') LIMIT 3) TO '{file}.new' (FORMAT parquet)"
            )
            Path(f"{file}.new").replace(file)

    with pytest.raises(PublishRefused, match="3 rows in the Parquet file, 500 in the copy"):
        publish(warehouse(1), published, tables, run_info(), on_stage=harm)


def test_a_second_publisher_is_told_to_wait(warehouse: Warehouse, published: Path, tables: Tables) -> None:
    built = warehouse(1)

    def another(stage: str) -> None:
        if stage == "begun":
            with pytest.raises(StoreBusyError, match="in use by another"):
                publish(built, published, tables, run_info(2))

    publish(built, published, tables, run_info(), on_stage=another)
    assert stamps(current_file(published)) == {"build": 1, "version": 1}
