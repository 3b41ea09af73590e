"""Pay of guides recounted in plain Python to the fen, beside kpi.guide_incentive_monthly.

Taken as given: who was brought by whom, whether validly, when a member could be reached, and what a coupon
brought; they are subjects of their own. Days, refunds, scores, tiers and bookings are counted anew.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.oracles.parameters import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import duckdb

Key = tuple[str, date, int]
Booking = tuple[int, int, int, int, str, int]
"""Members paid for, their visit-days and sales, points, tier, and what is booked."""

_JOINED = """
    select member_uid, guide_staff_id, joined_on, is_valid_join from intermediate.int_join__origin
    where guide_staff_id is not null
"""
_REACHED = "select member_uid, valid_from, valid_to from intermediate.int_member__reachable_interval"
_VISITED = "select member_uid, business_date from core.fct_visit_day"
_REDEEMED = """
    select member_uid, business_date, ticket_id, coupon_code, attributed_fen from core.fct_benefit
    where state = 'redeemed' and ticket_id is not null and attributed_fen is not null
"""
_SOLD = "select ticket_id, business_date from core.fct_purchase where ticket_kind = 'sale'"
_RETURNED = """
    select original_ticket_id, business_date, -net_fen from core.fct_purchase
    where ticket_kind = 'return' and original_ticket_id is not null
"""
_TOLD = """
    select guide_staff_id, month_start, booking_no, paid_joins, visit_days, redemption_fen, score_points,
        tier, payout_fen
    from kpi.guide_incentive_monthly
"""


@dataclass
class Member:
    """One member of a guide."""

    joined_on: date
    is_valid: bool
    reached: list[tuple[date, date]]
    visit_days: int
    sold_fen: int
    returned: list[tuple[date, int]]
    """What came back after the day of the sale."""

    def is_reached(self, day: date) -> bool:
        return any(first <= day < end for first, end in self.reached)

    def is_paid(self, day: date, number: int) -> bool:
        kept = self.is_valid and self.is_reached(self.joined_on + timedelta(29))
        return kept and (number == 0 or self.is_reached(day))

    def sales(self, day: date) -> int:
        return self.sold_fen - sum(fen for on, fen in self.returned if on <= day)


def faults(warehouse: duckdb.DuckDBPyConnection, said: Mapping[str, Any] | None = None) -> list[str]:
    """Bookings that differ from the recounted ones; `said` are the parameters where not the defaults."""
    terms = said or PARAMETERS
    (as_of,) = warehouse.execute("select as_of_date from control.run").fetchone() or (date.min,)
    due: dict[Key, Booking | None] = {}
    for (guide, month), members in _brought(warehouse).items():
        due |= {(guide, month, no): one for no, one in _bookings(members, month, as_of, terms)}
    rows = warehouse.execute(_TOLD).fetchall()
    told = {(g, m, no): tuple(rest) if rest[-1] is not None else None for g, m, no, *rest in rows}
    return [
        f"guide {key[0]}, {key[1]:%Y-%m}, booking {key[2]}: {told.get(key, 'missing')}"
        f" instead of {due.get(key, 'nothing')}"
        for key in sorted(due.keys() | told.keys())
        if key not in due or key not in told or due[key] != told[key]
    ]


def _brought(warehouse: duckdb.DuckDBPyConnection) -> dict[tuple[str, date], list[Member]]:
    reached, visits = _by_first(warehouse, _REACHED), _by_first(warehouse, _VISITED)
    redeemed, sold = _by_first(warehouse, _REDEEMED), dict(warehouse.execute(_SOLD).fetchall())
    returned = _by_first(warehouse, _RETURNED)
    first: dict[str, str] = {}
    for coupons in redeemed.values():
        for _, ticket, coupon, _ in coupons:
            first[ticket] = min(coupon, first.get(ticket, coupon))
    found: dict[tuple[str, date], list[Member]] = defaultdict(list)
    for member, guide, joined_on, is_valid in warehouse.execute(_JOINED).fetchall():
        end = joined_on + timedelta(30)
        coupons = [one for one in redeemed[member] if joined_on <= one[0] < end]
        back = [
            (on, fen)
            for _, ticket, coupon, _ in coupons
            if first[ticket] == coupon
            for on, fen in returned[ticket]
            if on != sold[ticket]
        ]
        days = sum(joined_on <= day < end for (day,) in visits[member])
        brought = sum(one[3] for one in coupons)
        found[guide, joined_on.replace(day=1)].append(
            Member(joined_on, is_valid, reached[member], days, brought, back)
        )
    return found


def _by_first(warehouse: duckdb.DuckDBPyConnection, query: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for key, *rest in warehouse.execute(query).fetchall():
        found[key].append(tuple(rest))
    return found


def _bookings(
    members: list[Member], month: date, as_of: date, terms: Mapping[str, Any]
) -> Iterator[tuple[int, Booking | None]]:
    """The settlement, and later bookings that take something back; None where it is not settled."""
    settled_on = _month_end(month, 0) + timedelta(29)
    if settled_on > as_of:
        yield 0, None
        return
    paid = 0
    for number in range(int(terms["guide_clawback_months"]) + 1):
        day = settled_on if number == 0 else _month_end(settled_on, number)
        if day > as_of:
            return
        kept = [member for member in members if member.is_paid(day, number)]
        reached = (
            len(kept),
            sum(member.visit_days for member in kept),
            sum(member.sales(day) for member in kept),
        )
        points = _points(reached, terms)
        tier, pay = _tier(points, str(terms["guide_tiers"]))
        change = pay if number == 0 else min(pay, paid) - paid
        paid += change
        if number == 0 or change:
            yield number, (*reached, points, tier, change)


def _month_end(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def _points(reached: tuple[int, int, int], terms: Mapping[str, Any]) -> int:
    kinds = (("joins", "joins"), ("visits", "visit_days"), ("sales", "redemption_fen"))
    points = sum(
        Fraction(terms[f"guide_weight_{weight}"])
        * min(Fraction(1), Fraction(max(0, count), terms[f"guide_target_{target}"]))
        for count, (weight, target) in zip(reached, kinds, strict=True)
    )
    return int(points + Fraction(1, 2))


def _tier(points: int, tiers: str) -> tuple[str, int]:
    known = [told.split(":") for told in tiers.split(",")]
    reached = [(int(start), name, int(pay)) for name, start, pay in known if points >= int(start)]
    return max(reached)[1:] if reached else ("none", 0)
