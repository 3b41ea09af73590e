"""Readers that the house has itself see a whole version, its comments and keys, and may not write.

Those that need packages of their own (an older DuckDB, Superset's, Metabase's and Evidence's drivers, polars)
are checked by `make test-readers`.
"""

from __future__ import annotations

import sys

import pytest

from tests.publishing.readers.offered import offered
from tests.publishing.readers.running import amiss, python_client


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with offered(tmp_path_factory.mktemp("offered")) as where:
        yield where


@pytest.mark.parametrize(
    "client",
    [
        ("with_psycopg.py",),
        ("with_sqlalchemy.py", "postgresql+psycopg"),
        ("with_duckdb.py",),
        ("with_pandas.py", "postgresql+psycopg"),
        ("with_pyarrow.py",),
    ],
    ids=lambda client: client[0].removesuffix(".py"),
)
def test_a_reader_sees_a_whole_version(place, client):
    told = python_client(sys.executable, client[0], place, *client[1:])
    assert amiss(told) == []


def test_an_inspector_finds_what_a_board_shows(place):
    told = python_client(sys.executable, "with_sqlalchemy.py", place, "postgresql+psycopg")
    assert set(told["schemas"]) >= {"core", "kpi", "ops"}
    assert (told["tables"], told["views"]) == (["kpi_value"], [])
    assert told["key"] == ["metric_id", "period_start"]
    assert told["comment"] == "One row per metric and period"
    assert told["columns"]["value"] == ["DOUBLE PRECISION", "值: value"]


def test_a_client_that_saw_another_version_or_could_write_is_amiss(place):
    told = python_client(sys.executable, "with_duckdb.py", place)
    assert amiss(told | {"builds": [1, 2]}) == ["builds is [1, 2]"]
    assert amiss(told | {"write": "let through"}) == ["could write"]
