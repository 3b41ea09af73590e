"""A swap renames schemas that are ours alone, and moves tables where somebody lives beside them."""

from __future__ import annotations

import threading
from dataclasses import replace

import psycopg
import pytest

import publishing.postgres.swap as swapping
from publishing.postgres import PostgresError, to_postgres
from tests.publishing.support import ROWS

SCHEMAS = "select oid from pg_namespace where nspname in ('core', 'kpi', 'ops') order by nspname"


@pytest.fixture
def analyst(server):
    """A role of somebody, and a way to say things as the owner of everything."""
    with psycopg.connect(server.url, autocommit=True) as con:
        con.execute("drop role if exists beside; create role beside")
        yield con
        con.execute("drop owned by beside cascade; drop role beside")


def identities(con):
    return [oid for (oid,) in con.execute(SCHEMAS).fetchall()]


def may(con, what):
    return con.execute(f"select {what}").fetchone()[0]


def test_schemas_of_ours_alone_are_renamed_and_keep_their_grants(server, version, analyst):
    to_postgres(version(1), server)
    analyst.execute("grant usage on schema kpi to beside; grant create on schema kpi to beside")
    before = identities(analyst)
    to_postgres(version(2), server)
    assert set(before).isdisjoint(identities(analyst))
    assert may(analyst, "has_schema_privilege('beside', 'kpi', 'usage')")
    assert may(analyst, "has_schema_privilege('beside', 'kpi', 'create')")
    assert not may(analyst, "has_schema_privilege('beside', 'core', 'usage')")
    assert may(analyst, "has_schema_privilege('memberloop_reader', 'core', 'usage')")


@pytest.mark.parametrize(
    "theirs",
    [
        "create view kpi.mine as select max(build) as build from kpi.kpi_value",
        "create function kpi.mine() returns int language sql as 'select 1'",
        "alter default privileges in schema kpi grant select on tables to beside",
        "comment on schema kpi is 'mine'",
        "alter schema kpi owner to beside",
    ],
)
def test_what_somebody_has_in_a_schema_stays_in_it(server, version, analyst, theirs):
    to_postgres(version(1), server)
    analyst.execute(theirs)
    core, kpi, _ = identities(analyst)
    to_postgres(version(2), server)
    assert identities(analyst)[0] != core
    assert identities(analyst)[1] == kpi
    assert analyst.execute("select distinct build from kpi.kpi_value").fetchall() == [(2,)]
    if "view" in theirs:
        assert analyst.execute("select build from kpi.mine").fetchone() == (2,)
    if "owner" in theirs:
        analyst.execute("alter schema kpi owner to current_user")


def test_what_somebody_makes_meanwhile_stays(server, version, analyst, monkeypatch):
    to_postgres(version(1), server)
    lock = swapping._lock

    def late(*given):
        analyst.execute("create or replace view kpi.late as select max(build) as build from kpi.kpi_value")
        lock(*given)

    monkeypatch.setattr(swapping, "_lock", late)
    to_postgres(version(2), server)
    assert analyst.execute("select build from kpi.late").fetchone() == (2,)


def test_publishes_in_a_row_are_not_in_each_others_way(server, version):
    first = version(1)
    for _ in range(3):
        to_postgres(first, server)


def test_prepared_queries_follow_the_swap(server, version):
    """BI tools keep connections for days, and drivers keep plans."""
    to_postgres(version(1), server)
    with psycopg.connect(server.url, autocommit=True, prepare_threshold=0) as tool:
        query = "select max(build), count(*) from kpi.kpi_value where mod(value::int, 1) = 0 or value is null"
        assert tool.execute(query).fetchone() == (1, ROWS)
        to_postgres(version(2), server)
        assert tool.execute(query).fetchone() == (2, ROWS)


def test_a_snapshot_that_has_read_is_one_version_to_its_end(server, version):
    to_postgres(version(1), server)
    second = version(2)
    with psycopg.connect(server.url) as tool:
        tool.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        assert tool.execute("select max(build) from kpi.kpi_value").fetchone() == (1,)
        with pytest.raises(PostgresError, match="readers held its tables"):
            to_postgres(second, replace(server, patience_seconds=0.5))
        assert tool.execute("select max(build) from core.fct_visit_day").fetchone() == (1,)


def test_a_snapshot_older_than_the_load_that_has_read_nothing_sees_no_rows(server, version):
    """What PostgreSQL does with every table that is made anew; the guide for readers says so."""
    to_postgres(version(1), server)
    with psycopg.connect(server.url) as tool:
        tool.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        tool.execute("select count(*) from pg_class")
        to_postgres(version(2), server)
        assert tool.execute("select count(*) from kpi.kpi_value").fetchone() == (0,)
        tool.rollback()
        assert tool.execute("select count(*) from kpi.kpi_value").fetchone() == (ROWS,)


REPORT = """
    create schema mine;
    create function mine.report() returns bigint[] language plpgsql as $$
        declare visits bigint; figures bigint;
        begin
            select max(build) into visits from core.fct_visit_day;
            perform pg_sleep(0.05);
            select max(build) into figures from kpi.kpi_value;
            return array[visits, figures];
        end
    $$
"""


def test_a_report_of_two_tables_never_joins_two_versions(server, version, analyst):
    versions = [version(1), version(2)]
    to_postgres(versions[0], server)
    analyst.execute(REPORT)
    stop, found = threading.Event(), set()

    def look():
        with psycopg.connect(server.url, autocommit=True) as tool:
            while not stop.is_set():
                found.add(tuple(tool.execute("select mine.report()").fetchone()[0]))

    readers = [threading.Thread(target=look) for _ in range(3)]
    for reader in readers:
        reader.start()
    for turn in range(6):
        to_postgres(versions[turn % 2], replace(server, patience_seconds=30))
    stop.set()
    for reader in readers:
        reader.join()
    assert found == {(1, 1), (2, 2)}
