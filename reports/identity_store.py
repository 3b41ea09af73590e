"""What the published file tells of identity's health: counts by day, and coverage by feed and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb


@dataclass(frozen=True)
class Observed:
    """How many of something on a day."""

    day: date
    measure: str
    detail: str
    number: int


@dataclass(frozen=True)
class Covered:
    """How much of a feed's day is told of a known member."""

    feed: str
    day: date
    touchpoints: int
    known: int
    share: float


@dataclass(frozen=True)
class IdentityFacts:
    """Both tables, oldest day first."""

    observed: list[Observed]
    covered: list[Covered]


def identity_facts(con: duckdb.DuckDBPyConnection, as_of: date, days: int) -> IdentityFacts:
    """The last days up to the as-of day."""
    window = {"as_of": as_of, "days": days}
    observed = con.execute(
        """
        select day, measure, detail, observed
        from ops.identity_health
        where day <= $as_of and day > $as_of - $days::integer
        order by measure, detail, day
        """,
        window,
    ).fetchall()
    covered = con.execute(
        """
        select source_feed, business_date, touchpoints, touchpoints_with_member, member_share
        from ops.identity_coverage
        where business_date <= $as_of and business_date > $as_of - $days::integer
        order by source_feed, business_date
        """,
        window,
    ).fetchall()
    return IdentityFacts([Observed(*row) for row in observed], [Covered(*row) for row in covered])
