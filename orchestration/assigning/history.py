"""What a population did in days that are over: the history that a plan stands on.

The population is taken as it was on a day in the past, and looked at for as long as the outcome will be:
whoever is chosen by what they did lately would look too busy, or too quiet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from orchestration.assigning.population import COMMUNITY, HOUSEHOLD, Population

# Of a person's days; those of 0 and 1 are shares of people. As macros/experiment/units.sql has them.
METRICS = {
    "visit": "least(visit_days, 1)",
    "visit_days": "visit_days",
    "purchase": "least(purchase_days, 1)",
    "purchase_days": "purchase_days",
    "net_fen": "net_fen",
    "redemption": "least(redemptions, 1)",
}
_SUMS = ("visit_days", "purchase_days", "net_fen", "redemptions")
_DAYS = """
    CREATE OR REPLACE TEMP TABLE day AS
    SELECT member_uid, business_date, sum(visit_days) AS visit_days, sum(purchase_days) AS purchase_days,
        sum(net_fen) AS net_fen, sum(redemptions) AS redemptions
    FROM (
        SELECT member_uid, business_date, visit_days, purchase_days, net_fen, 0 AS redemptions
        FROM lifecycle.int_member__event_day
        UNION ALL
        SELECT member_uid, business_date, 0, 0, 0, 1 FROM core.fct_benefit
        WHERE state = 'redeemed' AND member_uid IS NOT NULL
    )
    GROUP BY ALL
"""
_PERSONS = {
    "member": "SELECT unit_key AS member_uid, draw_key FROM asked",
    "household": f"SELECT member_uid, draw_key FROM asked JOIN ({HOUSEHOLD}) ON household_uid = unit_key",
    "community": f"SELECT member_uid, draw_key FROM asked JOIN ({COMMUNITY}) ON community_id = unit_key",
}
# Moments by the engine's own running means, never from raw sums.
_MOMENTS = """
    WITH figure AS (SELECT draw_key, CAST({y} AS DOUBLE) AS y, CAST({x} AS DOUBLE) AS x FROM person),
    whole AS (
        SELECT count(*) AS n, avg(y) AS mean, var_samp(y) AS variance, corr(y, x) AS correlation FROM figure
    ),
    cluster AS (SELECT draw_key, sum(y - mean) AS beyond FROM figure, whole GROUP BY 1),
    spread AS (
        SELECT count(*) AS clusters, sum(beyond * beyond) * count(*) / nullif(count(*) - 1, 0) AS squares
        FROM cluster
    )
    SELECT n, mean, variance, CASE WHEN isfinite(correlation) THEN correlation END, clusters,
        squares / nullif(n * variance, 0)
    FROM whole, spread
"""


@dataclass(frozen=True)
class History:
    """A metric of a population over a window that is over."""

    persons: int
    mean: float | None
    variance: float | None
    correlation: float | None
    """With the same metric in the days before; None where history does not go back that far."""
    clusters: int
    design_effect: float | None


def first_day(con: duckdb.DuckDBPyConnection) -> date | None:
    """The first day of which anything is known; makes `day`, which `history` reads."""
    con.execute(_DAYS)
    found = con.execute(
        "SELECT min(business_date) FROM day WHERE visit_days > 0 OR purchase_days > 0"
    ).fetchone()
    return found[0] if found else None


def count_persons(con: duckdb.DuckDBPyConnection, unit: str) -> tuple[int, int]:
    """Persons and units that are drawn as one, in `asked`."""
    found = con.execute(f"SELECT count(*), count(DISTINCT draw_key) FROM ({_PERSONS[unit]})").fetchone()
    return (int(found[0]), int(found[1])) if found else (0, 0)


def history(
    con: duckdb.DuckDBPyConnection, found: Population, unit: str, metric: str, span: tuple[date, date, date]
) -> History:
    """The metric after the middle of three days, for the population as it was then, and what was before.

    Args:
        con: the warehouse, with `day`.
        found: the population on the middle day.
        unit: member, household or community.
        metric: one of METRICS.
        span: the day before the days before, the middle, and the last day; a first one that is the middle
            asks for nothing before.
    """
    before, middle, last = span
    con.execute(f"CREATE OR REPLACE TEMP TABLE asked AS {found.query}", dict(found.parameters))
    sums = ", ".join(
        f"coalesce(sum(d.{name}) FILTER (d.business_date {side}), 0) AS {label}{name}"
        for name in _SUMS
        for label, side in (("", "> $middle"), ("pre_", "<= $middle"))
    )
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE person AS
        SELECT p.member_uid, p.draw_key, {sums}
        FROM ({_PERSONS[unit]}) AS p
        LEFT JOIN day AS d
            ON d.member_uid = p.member_uid AND d.business_date > $before AND d.business_date <= $last
        GROUP BY ALL
        """,
        {"before": before, "middle": middle, "last": last},
    )
    y = METRICS[metric]
    x = _before(y) if before < middle else "NULL"
    row = con.execute(_MOMENTS.format(y=y, x=x)).fetchone()
    return History(*(row or (0, None, None, None, 0, None)))


def spans(first: date, last: date, outcome_days: int, pre_days: int) -> tuple[date, date, date] | None:
    """The days of `history` that end on the last one; None when the history is shorter than the outcome."""
    middle = last - timedelta(days=outcome_days)
    if middle < first:
        return None
    before = middle - timedelta(days=pre_days)
    return (before if before >= first - timedelta(days=1) else middle, middle, last)


def _before(expression: str) -> str:
    for name in _SUMS:
        expression = expression.replace(name, f"pre_{name}")
    return expression
