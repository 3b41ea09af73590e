"""A night brings its version to PostgreSQL as well; a server that is away leaves the files published."""

from __future__ import annotations

import json

import psycopg
import pytest

from tests.e2e.nights import memberloop, rows, store, versions
from tests.worlds.postgres import postgres_on_socket

pytestmark = pytest.mark.long
NEWEST = "select version, run_id, rows_per_table from ops.publish_log order by version desc limit 1"
AWAY = "postgresql://somebody:a-secret@127.0.0.1:9/nowhere"


def test_a_night_that_misses_the_server_stands_and_the_next_one_ends_on_it(small, tmp_path):
    home = tmp_path
    small.world.land(home)
    missed = memberloop(home, "run", MEMBERLOOP_POSTGRES_URL=AWAY)
    assert missed.exit == 3, missed.said
    assert "127.0.0.1/nowhere cannot be reached" in missed.said
    assert "a-secret" not in missed.said
    assert versions(home) == ["v000001"]
    assert (home / "reports" / "index.html").exists()
    with postgres_on_socket() as address:
        brought = memberloop(home, "run", MEMBERLOOP_POSTGRES_URL=address)
        assert brought.exit == 0, brought.said
        with psycopg.connect(address) as con:
            newest = con.execute(NEWEST).fetchall()
            counts = {
                table: con.execute(f"select count(*) from {table}").fetchone()[0]
                for table in json.loads(newest[0][2])
            }
    assert newest == rows(store(home), NEWEST)
    assert counts == json.loads(newest[0][2])
