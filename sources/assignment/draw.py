"""The draw: a salted SHA-256 of a unit as a point of [0, 1). Nothing is random, so anybody can repeat it.

In SQL and in Python the same, to the bit: 52 bits of the hash are a double without rounding.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from sources.assignment.arms import Arm

BY_POINT = "v1"
"""A unit's arm is the one that its point falls into, whoever else is drawn."""
BY_RANK = "v1-ranked"
"""Units in order of their points are dealt out by the shares: for the few, whom chance might put together."""
_DIGITS = 13
_SCALE = 1 << 4 * _DIGITS


class DrawFault(ValueError):
    """The units cannot be divided among the arms; says why."""


def point(version: str, salt: str, unit: str) -> float:
    """Where in [0, 1) a unit falls."""
    digest = hashlib.sha256(f"{version}|{salt}|{unit}".encode()).hexdigest()
    return int(digest[:_DIGITS], 16) / _SCALE


def arm_at(arms: Sequence[Arm], place: float) -> Arm:
    """The arm whose piece holds a point."""
    return next(arm for arm in arms if arm.start <= place < arm.end)


def draw(
    con: duckdb.DuckDBPyConnection, design: tuple[str, str, Sequence[Arm]], relation: str, target: str
) -> None:
    """Make the table `target` of `relation` (unit_key, draw_key, …) with arm and probability.

    Equal draw keys go to equal arms.

    Args:
        con: the engine.
        design: version (BY_POINT or BY_RANK), salt and arms.
        relation: a table's or a view's name.
        target: the name of the temporary table to make.
    """
    version, salt, arms = design
    counted = con.execute(f"SELECT count(DISTINCT draw_key) FROM {relation}").fetchone()
    units = int(counted[0]) if counted and version == BY_RANK else None
    pieces = _pieces(arms, units)
    # The middle of a rank's piece: ranks and edges never meet.
    place = f"(row_number() OVER (ORDER BY place, draw_key) - 0.5) / {units}" if units else "place"
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {target} AS
        WITH hashed AS (SELECT draw_key, {_point_sql("?", "draw_key")} AS place FROM {relation} GROUP BY 1),
        placed AS (SELECT draw_key, {place} AS place FROM hashed),
        piece AS (
            SELECT unnest(?) AS arm, unnest(?) AS probability, unnest(?) AS start_at, unnest(?) AS end_at
        )
        SELECT r.*, a.arm, a.probability
        FROM {relation} AS r
        JOIN placed AS p USING (draw_key)
        JOIN piece AS a ON p.place >= a.start_at AND p.place < a.end_at
        """,
        [f"{version}|{salt}|", *pieces],
    )


def _point_sql(prefix: str, unit: str) -> str:
    """The point of each value of the column `unit`."""
    return f"CAST('0x' || substr(sha256({prefix} || {unit}), 1, {_DIGITS}) AS BIGINT) / {_SCALE}.0::DOUBLE"


def _pieces(arms: Sequence[Arm], units: int | None) -> list[list[str] | list[float]]:
    """Names, shares, starts and ends; of ranks the pieces end where whole units do."""
    edges = [(arm.start, arm.end) for arm in arms]
    if units:
        edges = [(round(start * units) / units, round(end * units) / units) for start, end in edges]
    empty = [arm.name for arm, (start, end) in zip(arms, edges, strict=True) if start == end]
    if empty:
        raise DrawFault(f"{units} units are too few for these shares: nobody would be in {', '.join(empty)}")
    starts, ends = ([edge[side] for edge in edges] for side in (0, 1))
    return [[arm.name for arm in arms], [arm.share for arm in arms], starts, ends]
