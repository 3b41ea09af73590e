"""Every reader of the published store is an exposure of the dbt project, depending on just what it reads."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from orchestration.exposures import DRAWN_APART, EXPOSURES_FILE, exposures, rendered, tables_named
from orchestration.project import parsed_project
from orchestration.promised import CONTRACT_FILE, OUTSIDE_DBT
from publishing.contract import PUBLISHED_SCHEMAS
from publishing.promise import read_promise
from reports.contents import CONTENTS
from reports.pages import PAGES
from reports.store import open_store

# What any page may ask beside, where it is published: which version it shows, what its figures mean, in which
# currency, names of malls and layers.
FRAME = {
    "ops.publish_log", "kpi.dim_metric", "ops.metric_lineage", "ops.column_lineage", "core.dim_mall",
    "core.dim_layer",
}  # fmt: skip


@pytest.fixture(scope="module")
def declared() -> dict[str, dict[str, Any]]:
    return {node["name"]: node for node in parsed_project({}).content()["exposures"].values()}


def test_the_file_is_what_the_pages_ask_for() -> None:
    told = "run `python -m orchestration.exposures --write`"
    assert EXPOSURES_FILE.read_text(encoding="utf-8") == rendered(exposures()), told


def test_every_page_is_an_exposure_with_the_tables_it_states(declared) -> None:
    drawn = {entry.name for part in CONTENTS for entry in part.entries} & {*PAGES, *DRAWN_APART}
    assert drawn <= declared.keys()
    for name, kind in PAGES.items():
        reads = {node.rpartition(".")[2] for node in declared[name]["depends_on"]["nodes"]}
        assert reads == {t.partition(".")[2] for t in kind.tables if t not in OUTSIDE_DBT}, name


def test_every_page_is_in_the_contents() -> None:
    assert PAGES.keys() <= {entry.name for part in CONTENTS for entry in part.entries}


def test_tools_read_all_that_is_promised(declared) -> None:
    promised = set(read_promise(CONTRACT_FILE).shape) - OUTSIDE_DBT
    reads = {node.rpartition(".")[2] for node in declared["bi_tools"]["depends_on"]["nodes"]}
    assert reads == {table.partition(".")[2] for table in promised}


def test_somebody_answers_for_every_exposure(declared) -> None:
    assert all(
        node["owner"]["name"] and node["maturity"] and node["description"] for node in declared.values()
    )


class Heard:
    """A connection that notes which tables it was asked for."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        self.tables: set[str] = set()

    def execute(self, sql: str, *parameters: object) -> duckdb.DuckDBPyConnection:
        named = sqlglot.parse_one(sql, dialect="duckdb").find_all(exp.Table)
        self.tables |= {f"{table.db}.{table.name}" for table in named if table.db in PUBLISHED_SCHEMAS}
        return self.con.execute(sql, *parameters)


APART = {
    "experiments": lambda store: store.experiments(),
    "checks": lambda store: store.checks(),
}


@pytest.mark.parametrize("name", APART)
def test_a_page_of_its_own_asks_for_what_is_said_of_it(cj_home, name) -> None:
    assert APART.keys() == DRAWN_APART.keys()
    with open_store(cj_home / "published" / "current" / "memberloop.duckdb") as store:
        store._con = Heard(store._con)
        APART[name](store)
        assert store._con.tables - FRAME == set(DRAWN_APART[name]) - FRAME


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_no_table_that_it_does_not_state(cj_home, name) -> None:
    kind = PAGES[name]
    with open_store(cj_home / "published" / "current" / "memberloop.duckdb") as store:
        store._con = Heard(store._con)
        kind.build(store)
        asked = store._con.tables
    assert asked - FRAME <= set(kind.tables)


def test_tables_are_found_in_queries_only(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("orchestration.exposures.ROOT", tmp_path)
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "one.py").write_text(
        'A = "select 1 from core.dim_mall m JOIN kpi.kpi_value v using (mall_id)"\n# from core.fct_points\n'
        'B = "where\\n left join\\n ops.run_log"\n'
    )
    assert tables_named(["room"]) == {"core.dim_mall", "kpi.kpi_value", "ops.run_log"}
