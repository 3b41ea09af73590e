"""PostgreSQL's readers get whole versions: with keys, comments and rights, or keep the one that they had."""

from __future__ import annotations

import threading
from dataclasses import replace

import psycopg
import pytest

from publishing import publish, rollback
from publishing.contract import ColumnContract
from publishing.postgres import PostgresError, to_postgres
from publishing.postgres.ddl import postgres_type
from tests.publishing.support import ROWS, run_info

BUILDS = """
    select (select min(build) from core.fct_visit_day), (select max(build) from kpi.kpi_value),
        (select max(version) from ops.publish_log)
"""


def asked(server, query):
    with psycopg.connect(server.url) as con:
        return con.execute(query).fetchall()


def schemas(server):
    return {name for (name,) in asked(server, "select nspname from pg_namespace where nspname like 'memb%'")}


def test_a_version_has_rows_keys_indexes_comments_and_a_reader(server, version):
    stages = []
    done = to_postgres(version(7), server, on_stage=stages.append)
    assert stages == ["loaded", "audited", "swapped", "cleared"]
    assert (done.version, done.tables, done.rows, done.kept) == ("v000001", 3, 2 * ROWS, ())
    assert asked(server, BUILDS) == [(7, 7, "v000001")]
    assert asked(server, "select count(*), count(value), sum(build) from kpi.kpi_value") == [
        (ROWS, ROWS * 4 // 5, 7 * ROWS)
    ]
    keys = asked(
        server,
        """
        select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint
        where contype = 'p' order by 1
    """,
    )
    assert ("kpi.kpi_value", "PRIMARY KEY (metric_id, period_start)") in keys
    indexes = asked(server, "select indexdef from pg_indexes where schemaname = 'core'")
    assert any("(business_date)" in definition for (definition,) in indexes)
    assert asked(server, "select obj_description('kpi.kpi_value'::regclass)") == [
        ("One row per metric and period",)
    ]
    assert asked(server, "select col_description('kpi.kpi_value'::regclass, 3)") == [("值: value",)]
    rights = "select has_table_privilege('memberloop_reader', 'kpi.kpi_value', '{}')"
    assert asked(server, rights.format("select")) == [(True,)]
    assert asked(server, rights.format("insert")) == [(False,)]
    assert schemas(server) == set()


def test_the_next_version_keeps_rights_and_views_of_others(server, version):
    to_postgres(version(1), server)
    with psycopg.connect(server.url, autocommit=True) as con:
        con.execute("drop role if exists analyst; create role analyst")
        con.execute("grant select on kpi.kpi_value to analyst")
        con.execute(
            "create schema mine; create view mine.one as select max(build) as build from kpi.kpi_value"
        )
        con.execute("create view mine.two as select build + 1 as build from mine.one")
    to_postgres(version(2), server)
    assert asked(server, BUILDS) == [(2, 2, "v000002")]
    assert asked(server, "select has_table_privilege('analyst', 'kpi.kpi_value', 'select')") == [(True,)]
    assert asked(server, "select one.build, two.build from mine.one, mine.two") == [(2, 3)]
    assert schemas(server) == set()
    with psycopg.connect(server.url, autocommit=True) as con:
        con.execute("drop owned by analyst; drop role analyst")


def test_a_materialised_view_keeps_its_rows_and_is_told(server, version):
    to_postgres(version(1), server)
    with psycopg.connect(server.url, autocommit=True) as con:
        con.execute(
            "create schema mine; create materialized view mine.seen as select build from kpi.kpi_value"
        )
    done = to_postgres(version(2), server)
    assert [schema.endswith("_kpi") for schema in done.kept] == [True]
    assert asked(server, "select distinct build from mine.seen") == [(1,)]
    assert asked(server, BUILDS) == [(2, 2, "v000002")]
    with psycopg.connect(server.url, autocommit=True) as con:
        con.execute("drop materialized view mine.seen")
    assert to_postgres(version(3), server).kept == ()
    assert schemas(server) == set()


def test_a_rollback_brings_the_old_version_back(server, version, published):
    to_postgres(version(1), server)
    to_postgres(version(2), server)
    to_postgres(rollback(published, "v000001"), server)
    assert asked(server, BUILDS) == [(1, 1, "v000001")]


def test_tables_that_are_offered_no_longer_go(server, version, warehouse, published, tables):
    to_postgres(version(1), server)
    to_postgres(publish(warehouse(2), published, tables[1:], run_info(2)), server)
    assert asked(server, "select to_regclass('core.fct_visit_day')") == [(None,)]
    assert asked(server, "select distinct build from kpi.kpi_value") == [(2,)]


def test_an_empty_part_of_a_key_is_unique_too(server, warehouse, published, tables):
    grain = replace(tables[1], grain=("metric_id", "period_start", "value"))
    to_postgres(publish(warehouse(1), published, [tables[0], grain], run_info(1)), server)
    indexes = asked(server, "select indexdef from pg_indexes where tablename = 'kpi_value'")
    assert any("UNIQUE" in definition and "NULLS NOT DISTINCT" in definition for (definition,) in indexes)


def test_a_reader_that_holds_on_makes_the_swap_give_way(server, version):
    to_postgres(version(1), server)
    with psycopg.connect(server.url) as holder:
        holder.execute("select count(*) from kpi.kpi_value")
        with pytest.raises(PostgresError, match="keeps its version: readers held its tables"):
            to_postgres(version(2), replace(server, patience_seconds=0.5))
        assert holder.execute(BUILDS).fetchall() == [(1, 1, "v000001")]
    assert schemas(server) == set()


def test_a_reader_that_lets_go_is_waited_for_and_never_sees_two_versions(server, version):
    to_postgres(version(1), server)
    second = version(2)
    with psycopg.connect(server.url) as holder:
        first = holder.execute("select max(build) from kpi.kpi_value").fetchone()
        swapping = threading.Thread(target=to_postgres, args=(second, replace(server, patience_seconds=30)))
        swapping.start()
        swapping.join(1.5)
        assert swapping.is_alive()
        assert holder.execute("select max(build) from core.fct_visit_day").fetchone() == first == (1,)
        holder.rollback()
        swapping.join(30)
    assert asked(server, BUILDS) == [(2, 2, "v000002")]


def test_what_differs_on_the_server_is_not_swapped_in(server, version):
    to_postgres(version(1), server)

    def spoil(stage):
        if stage == "loaded":
            with psycopg.connect(server.url, autocommit=True) as con:
                con.execute(
                    "update memberloop_stage_kpi.kpi_value set build = build + 1 where metric_id = 'm1'"
                )

    with pytest.raises(PostgresError, match=r'kpi\.kpi_value: sum\("build"\) differ'):
        to_postgres(version(2), server, on_stage=spoil)
    assert asked(server, BUILDS) == [(1, 1, "v000001")]


def test_a_killed_load_is_cleared_by_the_next(server, version):
    with psycopg.connect(server.url, autocommit=True) as con:
        con.execute(
            "create schema memberloop_stage_kpi; create table memberloop_stage_kpi.kpi_value (build int)"
        )
        con.execute(
            "create schema memberloop_old_77_kpi; create table memberloop_old_77_kpi.kpi_value (build int)"
        )
    to_postgres(version(4), server)
    assert asked(server, BUILDS) == [(4, 4, "v000001")]
    assert schemas(server) == set()


def test_two_publishes_at_once_are_one_and_a_refusal(server, version):
    first = version(1)

    def meanwhile(stage):
        if stage == "loaded":
            with pytest.raises(PostgresError, match="in use by another publish"):
                to_postgres(first, server)

    to_postgres(first, server, on_stage=meanwhile)
    assert asked(server, BUILDS) == [(1, 1, "v000001")]


def test_somebody_elses_table_is_not_replaced(server, version):
    with psycopg.connect(server.url, autocommit=True) as con:
        con.execute("create schema kpi; create table kpi.kpi_value as select 1 as mine")
    with pytest.raises(PostgresError, match="not of a published version"):
        to_postgres(version(1), server)
    assert asked(server, "select mine from kpi.kpi_value") == [(1,)]


def test_no_password_is_told(server, version):
    wrong = replace(server, url="postgresql://somebody:a-secret@127.0.0.1:9/nowhere")
    with pytest.raises(PostgresError, match="cannot be reached") as told:
        to_postgres(version(1), wrong)
    assert "a-secret" not in str(told.value)
    assert "a-secret" not in repr(wrong)


def test_only_plain_types_have_a_name_there():
    assert postgres_type("DECIMAL(18,4)") == "NUMERIC(18,4)"
    with pytest.raises(ValueError, match="not a plain type"):
        postgres_type("VARCHAR[]")


def test_the_longest_names_keep_a_key(server, warehouse, published, tables):
    long = replace(tables[0], columns=(*tables[0].columns[:2], ColumnContract("build", None, "x")))
    to_postgres(publish(warehouse(1), published, [long, tables[1]], run_info(1)), server)
    assert asked(server, "select count(*) from core.fct_visit_day") == [(ROWS,)]
