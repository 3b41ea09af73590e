"""What live points will cost, recounted in fractions from what left which lot; read by `points`."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import duckdb

__all__ = ["liability_faults"]


def liability_faults(warehouse: duckdb.DuckDBPyConnection, draws: dict[tuple, int]) -> Iterator[str]:
    rows = warehouse.execute(
        "select month_start, mall_id, live_points, liability_fen, breakage_fen, point_value_fen, "
        "horizon_months from kpi.points_liability_monthly order by month_start, mall_id"
    ).fetchall()
    (as_of,) = warehouse.execute("select as_of_date from control.run").fetchone()  # type: ignore[misc]
    if not rows:
        return
    horizon, value = rows[0][6], rows[0][5]
    draws = _by_month(draws)
    rates = _rates(draws, horizon, as_of)
    for month, mall, live, liability, breakage, *_ in rows:
        at = _index(month)
        wanted_live, parts = 0, []
        for (place, band), points in _live(draws, at).items():
            if mall in (place, "ALL"):
                wanted_live += points
                rate = rates(at, band)
                parts.append(None if rate is None else _half_up(points * value * rate))
        wanted = None if None in parts else sum(part for part in parts if part is not None)
        if (live, liability) != (wanted_live, wanted):
            yield (
                f"live points and liability of {month} in {mall}: {live}, {liability}, "
                f"not {wanted_live}, {wanted}"
            )
        if liability is not None and liability + breakage != live * value:
            yield f"liability and breakage of {month} in {mall} do not make the value"


def _by_month(draws: dict[tuple, int]) -> dict[tuple, int]:
    """What a mall gave in a month and what left in a month, by numbers of months."""
    found: dict[tuple, int] = defaultdict(int)
    for (given, mall, _, left, kind), points in draws.items():
        found[(_index(given), mall, _index(left), kind)] += points
    return found


def _rates(draws: dict[tuple, int], horizon: int, as_of: date) -> Callable[[int, str], Fraction | None]:
    """What of points of a band was used within the horizon, over all month ends whose horizon was over."""
    over = _index(as_of) if _is_month_end(as_of) else _index(as_of) - 1
    first = min((given for given, *_ in draws), default=0)

    @cache
    def rate(at: int, band: str) -> Fraction | None:
        seen = used = 0
        for end in range(first, min(at, over) - horizon + 1):
            for (given, _, left, kind), points in draws.items():
                if given <= end < left and _band(end - given) == band:
                    seen += points
                    used += points if kind == "burn" and left <= end + horizon else 0
        return Fraction(used, seen) if seen else None

    return rate


def _live(draws: dict[tuple, int], at: int) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = defaultdict(int)
    for (given, mall, left, _), points in draws.items():
        if given <= at < left:
            found[(mall, _band(at - given))] += points
    return found


def _index(day: date) -> int:
    return 12 * day.year + day.month


def _is_month_end(day: date) -> bool:
    return _index(date.fromordinal(day.toordinal() + 1)) != _index(day)


def _band(months: int) -> str:
    return "00-02" if months < 3 else "03-05" if months < 6 else "06-11" if months < 12 else "12+"


def _half_up(value: Fraction) -> int:
    return int((2 * value + 1) // 2)
