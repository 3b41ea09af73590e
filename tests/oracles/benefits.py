"""Benefits by month, told again from the coupon ledger in plain Python: coupon by coupon, step by step.

Each coupon stands in exactly one state at a month's end, states make up the coupons issued, redemptions cost
what the benefit costs, and bearers make up the cost, to the fen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import duckdb

ORDER = ("issued", "claimed", "redeemed", "expired", "cancelled", "refunded")
UNDOES = ("cancelled", "refunded")
ENDS = ("expired", *UNDOES)
STATES = tuple(f"state_{state}" for state in ORDER)
_LEDGER = """
    select coupon_code, benefit_id, business_date, state_at, state, coalesce(is_verified, true)
    from staging.stg_benefit_ledger
    where business_date <= (select as_of_date from control.run)
"""
_COSTS = "select benefit_id, unit_cost_fen from staging.stg_master__benefit order by delivered_on"
_TOLD = f"""
    select benefit_id, month_start, issued, {", ".join(STATES)}, issued_in_month, redemptions, cost_fen,
        cost_mall_fen + cost_merchant_fen + cost_platform_fen as borne_fen
    from kpi.benefit_roi_monthly
"""
Month = tuple[str, date]
"""A benefit and the first day of a month."""


@dataclass(frozen=True, order=True)
class Step:
    """A step in the life of a coupon, in the order in which it was taken."""

    day: date
    at: datetime
    place: int
    benefit_id: str
    is_valid: bool

    @property
    def state(self) -> str:
        return ORDER[self.place]


def faults(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """What is not as the ledger has it; names benefits, months and coupons' states, no person."""
    told = _rows(warehouse, _TOLD)
    lives = _lives(warehouse.execute(_LEDGER).fetchall())
    (as_of,) = warehouse.execute("select as_of_date from control.run").fetchall()[0]
    costs = {key: cost or 0 for key, cost in warehouse.execute(_COSTS).fetchall()}
    wanted = dict(_expected(lives, costs, as_of))
    found = {(row["benefit_id"], row["month_start"]): row for row in told}
    faults = [f"{_name(key)}: no such month" for key in sorted(wanted.keys() - found.keys())]
    faults += [f"{_name(key)}: nothing happened" for key in sorted(found.keys() - wanted.keys())]
    for key in sorted(wanted.keys() & found.keys()):
        faults += list(_differences(key, wanted[key], found[key]))
    return faults


def _rows(warehouse: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    result = warehouse.execute(query)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _name(key: Month) -> str:
    return f"{key[0]} {key[1]:%Y-%m}"


def _lives(rows: Iterable[tuple[Any, ...]]) -> list[list[Step]]:
    """The steps of each coupon from the first to the last."""
    lives: dict[str, list[Step]] = defaultdict(list)
    for coupon_code, benefit_id, day, at, state, is_valid in rows:
        lives[coupon_code].append(Step(day, at, ORDER.index(state), benefit_id, is_valid))
    return [sorted(life) for life in lives.values()]


def _expected(
    lives: list[list[Step]], costs: dict[str, int], as_of: date
) -> Iterator[tuple[Month, Counter[str]]]:
    """Every month of every benefit from its first to the as-of day's."""
    counts: dict[Month, Counter[str]] = defaultdict(Counter)
    first: dict[str, date] = {}
    for life in lives:
        benefit_id, month = life[0].benefit_id, life[0].day.replace(day=1)
        first[benefit_id] = min(month, first.get(benefit_id, month))
        counts[benefit_id, month]["issued_in_month"] += 1
        for start in _months(month, as_of):
            counts[benefit_id, start]["issued"] += 1
            counts[benefit_id, start][f"state_{_standing(life, _next(start))}"] += 1
        redeemed = _redemption(life)
        if redeemed:
            where = redeemed.benefit_id, redeemed.day.replace(day=1)
            first[where[0]] = min(where[1], first.get(*where))
            counts[where]["redemptions"] += 1
            counts[where]["cost_fen"] += costs.get(redeemed.benefit_id, 0)
    for benefit_id, month in first.items():
        for start in _months(month, as_of):
            yield (benefit_id, start), counts[benefit_id, start]


def _months(first: date, as_of: date) -> Iterator[date]:
    while first <= as_of:
        yield first
        first = _next(first)


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _standing(life: list[Step], before: date) -> str:
    """The state in which a coupon stands at the end of the last day before `before`."""
    lived = [step for step in life if step.day < before]
    if _redemption(lived):
        return "redeemed"
    ends = [step for step in lived if step.state in ENDS]
    if ends:
        return max(ends, key=lambda step: (step.at, step.place)).state
    return "claimed" if any(step.state == "claimed" for step in lived) else "issued"


def _redemption(life: list[Step]) -> Step | None:
    """The first redemption that nothing undid in a life so far."""
    undone = [step.at for step in life if step.state in UNDOES]
    kept = [
        step
        for step in life
        if step.state == "redeemed" and step.is_valid and (not undone or step.at > max(undone))
    ]
    return min(kept, key=lambda step: step.at) if kept else None


def _differences(key: Month, wanted: Counter[str], found: dict[str, Any]) -> Iterator[str]:
    for name in ("issued", *STATES, "issued_in_month", "redemptions", "cost_fen"):
        if found[name] != wanted[name]:
            yield f"{_name(key)}: {name} is {found[name]}, the ledger says {wanted[name]}"
    if sum(found[name] for name in STATES) != found["issued"]:
        yield f"{_name(key)}: states do not make up the coupons issued"
    if found["borne_fen"] != found["cost_fen"]:
        yield f"{_name(key)}: bearers do not make up the cost"
