"""Whom campaigns leave alone: the universal holdout's control, and who rests between two wake offers."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration.assigning.population import HOUSEHOLD
from orchestration.assigning.warehouse import Experiment
from sources.assignment import ledger
from sources.layout import Home

# Members by the ids that they have today; who was assigned elsewhere is known since the last night.
_ASSIGNED = """
    SELECT a.experiment_id, coalesce(m.member_uid, a.unit_key) AS member_uid, a.arm, a.assigned_at
    FROM {ledger} AS a LEFT JOIN core.member_redirect AS m ON m.old_member_uid = a.unit_key
    WHERE a.unit = 'member'
    UNION ALL
    SELECT experiment_id, member_uid, arm, assigned_at FROM intermediate.int_experiment__assignment
    WHERE is_external AND member_uid IS NOT NULL
"""


def make_past(
    con: duckdb.DuckDBPyConnection, home: Home, known: Sequence[Experiment], rest_days: int
) -> None:
    """Make `assigned` and `resting`, which populations and exclusions read."""
    make_assigned(con, home)
    make_resting(con, [one.experiment_id for one in known if one.kind == "wake_up"], rest_days)


def make_assigned(con: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Make `assigned` (experiment_id, member_uid, arm, assigned_at): everybody in any experiment so far."""
    found = _ASSIGNED.format(ledger=ledger.relation(home))
    con.execute(f"CREATE OR REPLACE TEMP TABLE assigned AS {found}")


def make_resting(con: duckdb.DuckDBPyConnection, wake_ups: list[str], rest_days: int) -> None:
    """Make `resting` (member_uid): in a wake-up experiment, whichever arm, within the days of rest."""
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE resting AS
        SELECT DISTINCT member_uid FROM assigned
        WHERE experiment_id IN (SELECT unnest(?))
            AND CAST(assigned_at AS DATE) > (SELECT as_of_date FROM control.run) - CAST(? AS INTEGER)
        """,
        [wake_ups, rest_days],
    )


def make_held_out(con: duckdb.DuckDBPyConnection, holdouts: dict[str, str]) -> None:
    """Make `held_out` and `undrawn` (unit_key): who is held out, with their households; who was never drawn.

    Args:
        con: the engine, with `assigned`.
        holdouts: the universal holdouts in force, each with its control arm.
    """
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE held AS
        SELECT DISTINCT a.member_uid FROM assigned AS a
        JOIN (SELECT unnest(?) AS experiment_id, unnest(?) AS arm) AS h USING (experiment_id, arm)
        """,
        [list(holdouts), list(holdouts.values())],
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE held_out AS
        SELECT member_uid AS unit_key FROM held
        UNION
        SELECT household_uid FROM ({HOUSEHOLD}) JOIN held USING (member_uid)
    """)
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE undrawn AS
        SELECT DISTINCT m.member_uid AS unit_key
        FROM core.dim_member AS m CROSS JOIN (SELECT unnest(?) AS experiment_id) AS h
        ANTI JOIN assigned AS a ON a.member_uid = m.member_uid AND a.experiment_id = h.experiment_id
        """,
        [list(holdouts)],
    )
