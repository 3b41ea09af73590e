"""The oracle of alerts is silent on what holds and tells what was moved."""

from __future__ import annotations

import duckdb
import pytest

from tests.oracles.alerts import faults

WORLD = """
CREATE SCHEMA core; CREATE SCHEMA kpi; CREATE SCHEMA control;
CREATE TABLE control.run AS SELECT DATE '2026-03-12' AS as_of_date;
CREATE TABLE core.dim_leader AS SELECT * FROM (VALUES
    ('a', TIMESTAMP '2026-01-01', NULL::TIMESTAMP, true),
    ('gone', TIMESTAMP '2026-01-01', '2026-03-06 16:00', true)
) AS leader(leader_id, approved_at, left_at, is_last_known);
CREATE TABLE core.fct_order_line AS SELECT * FROM (VALUES
    ('a', DATE '2026-03-01', false), ('a', DATE '2026-03-09', false), ('a', DATE '2026-03-07', true),
    ('gone', DATE '2026-03-01', false)
) AS line(leader_id, business_date, is_cancelled);
CREATE TABLE kpi.alert AS SELECT * FROM (VALUES
    ('leader:no_orders', 'a', DATE '2026-03-08', 0.0, true, 'open', DATE '2026-03-08', false),
    ('leader:no_orders', 'a', DATE '2026-03-09', 1.0, false, 'ongoing', DATE '2026-03-08', false),
    ('leader:no_orders', 'a', DATE '2026-03-10', 1.0, false, 'acknowledged', DATE '2026-03-08', false),
    ('leader:no_orders', 'a', DATE '2026-03-11', 1.0, false, 'closed', DATE '2026-03-08', false),
    ('bound:m', 'ALL', DATE '2026-03-08', 1.0, true, 'open', DATE '2026-03-08', true)
) AS alert(rule_id, object_id, day, value, is_beyond, status, opened_on, is_open_now);
"""


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (None, []),
        ("DELETE FROM core.fct_order_line WHERE business_date = DATE '2026-03-09'", [
            "leader a on 2026-03-09: is not told", "leader a on 2026-03-10: is not told",
            "leader a on 2026-03-11: is not told", "leader a on 2026-03-12: is not told",
        ]),
        ("UPDATE core.fct_order_line SET is_cancelled = false", ["leader a on 2026-03-08: has orders"]),
        ("UPDATE kpi.alert SET status = 'closed' WHERE day = DATE '2026-03-09'", [
            "leader:no_orders of a: 2026-03-09 is closed, not calm since 2026-03-08",
            "leader:no_orders of a: 2026-03-10 opens within the bound",
            "leader:no_orders of a: 2026-03-10 says that it opened on 2026-03-08, it did on 2026-03-10",
        ]),
        ("UPDATE kpi.alert SET is_open_now = false WHERE rule_id = 'bound:m'", [
            "bound:m of ALL: 2026-03-08 is not open now",
        ]),
    ],
)  # fmt: skip
def test_it_tells_what_was_moved_and_nothing_else(harm: str | None, told: list[str]) -> None:
    with duckdb.connect() as con:
        con.execute(WORLD)
        if harm:
            con.execute(harm)
        found = faults(con)
    assert found[: len(told)] == told
    assert bool(found) == bool(told)
