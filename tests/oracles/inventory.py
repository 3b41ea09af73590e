"""Stock and fulfilment, article by article and order by order in plain Python from what was delivered."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from tests.oracles.parameters import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

__all__ = ["faults"]

# The default clock is eight hours ahead of the times in the warehouse, all year.
CLOCK = timedelta(hours=8)
MOVES = ("opening", "received", "sold", "lost", "closing")


def faults(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """What does not hold in the tables of stock and fulfilment."""
    return [*_stock(warehouse), *_turns(warehouse), *_fulfilment(warehouse)]


def _sales(warehouse: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[tuple[date, float]]]:
    """Articles that left a micro-warehouse, by location and article in order of days."""
    rows = warehouse.execute(
        "select community_id, sku_id, business_date, quantity from core.fct_order_line "
        "where not is_cancelled and paid_fen > refund_fen and quantity > 0 "
        "and sku_id is not null and community_id is not null"
    ).fetchall()
    found: dict[tuple[str, str], list[tuple[date, float]]] = defaultdict(list)
    for community, sku, day, quantity in rows:
        found[(PARAMETERS["micro_warehouse_prefix"] + community, sku)].append((day, float(quantity)))
    return found


def _stock(warehouse: duckdb.DuckDBPyConnection) -> Iterator[str]:
    counts = warehouse.execute(
        "select location_id, sku_id, business_date, on_hand_qty from staging.stg_inventory "
        "where business_date <= (select as_of_date from control.run) order by 1, 2, 3"
    ).fetchall()
    sales = _sales(warehouse)
    days: dict[tuple[str, date], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    articles: dict[tuple[str, str], list[tuple[date, float]]] = defaultdict(list)
    for location, sku, day, quantity in counts:
        articles[(location, sku)].append((day, float(quantity)))
    for (location, sku), history in articles.items():
        for day, figures in _article(history, sales.get((location, sku), [])):
            for name, figure in figures.items():
                days[(location, day)][name] += figure
                days[("ALL", day)][name] += figure
    yield from _compared(warehouse, days)


def _article(
    history: list[tuple[date, float]], sales: list[tuple[date, float]]
) -> Iterator[tuple[date, dict[str, float]]]:
    """Each count of an article with what moved it since the one before."""
    first = next((day for day, quantity in history if quantity > 0), None)
    before: tuple[date, float] | None = None
    for day, quantity in history:
        known = [(at, sold) for at, sold in sales if history[0][0] < at <= day]
        sold = sum(sold for at, sold in known if before and at > before[0])
        opening = before[1] if before else quantity
        rest = quantity - opening + sold
        span = timedelta(days=PARAMETERS["inventory_slow_days"])
        judged = quantity > 0 and first is not None and first + span - timedelta(days=1) <= day
        slow = judged and not any(at > day - span for at, _ in known)
        yield day, {
            "opening": opening, "received": max(rest, 0.0), "sold": sold, "lost": max(-rest, 0.0),
            "closing": quantity, "on_hand": quantity > 0, "below": quantity < 0, "judged": judged,
            "slow": slow,
        }  # fmt: skip
        before = (day, quantity)


def _compared(warehouse: duckdb.DuckDBPyConnection, days: dict[Any, dict[str, float]]) -> Iterator[str]:
    moves = ", ".join(f"{name}_qty" for name in MOVES)
    rows = warehouse.execute(
        f"select location_id, business_date, {moves}, skus_on_hand, skus_below_zero, skus_judged, slow_skus "
        "from kpi.inventory_health_daily where category = 'ALL'"
    ).fetchall()
    names = (*MOVES, "on_hand", "below", "judged", "slow")
    told = {(row[0], row[1]): dict(zip(names, row[2:], strict=True)) for row in rows}
    for key in sorted(told.keys() | days.keys()):
        for name in names:
            seen, wanted = told.get(key, {}).get(name, 0), days[key][name]
            if abs(seen - wanted) > 0.001:
                yield f"{name} of {key[0]} on {key[1]}: {seen}, not {wanted}"


def _turns(warehouse: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """A year's turns at the pace of thirty dates, none of them without a count."""
    rows = warehouse.execute(
        "select location_id, category, business_date, stock_value_fen, cogs_fen, turns_per_year "
        "from kpi.inventory_health_daily order by 1, 2, 3"
    ).fetchall()
    history: dict[tuple[str, str], list[tuple[date, int, int]]] = defaultdict(list)
    for location, category, day, value, cost, told in rows:
        mine = history[(location, category)]
        mine.append((day, value, cost))
        last = [(stock, sold) for at, stock, sold in mine if at > day - timedelta(days=30)]
        stock, sold = (sum(column) for column in zip(*last, strict=True))
        wanted = 365 * sold / stock if len(last) == 30 and stock else None
        if (told is None) != (wanted is None) or abs((told or 0) - (wanted or 0)) > 0.000001:
            yield f"turns of {category} in {location} on {day}: {told}, not {wanted}"


def _fulfilment(warehouse: duckdb.DuckDBPyConnection) -> Iterator[str]:
    (as_of,) = warehouse.execute("select as_of_date from control.run").fetchone()  # type: ignore[misc]
    end = datetime.combine(as_of + timedelta(days=1), time()) - CLOCK
    orders = warehouse.execute(
        "select business_date, mode, paid_at, ready_at, picked_at, delivered_at, is_reallocated "
        f"from staging.stg_fulfilment where business_date <= date '{as_of}'"
    ).fetchall()
    wanted: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for order in orders:
        for name in _judged(order, end):
            wanted[order[0]][name] += 1
    columns = (
        "orders", "pickup_orders", "reallocated_orders", "stale_judged_orders", "stale_orders",
        "missed_judged_orders", "missed_orders", "express_judged_orders", "express_in_time_orders",
    )  # fmt: skip
    rows = warehouse.execute(
        f"select business_date, {', '.join(columns)} from kpi.fulfilment_sla_daily where point_id = 'ALL'"
    ).fetchall()
    told = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows}
    for day in sorted(told.keys() | wanted.keys()):
        for column in columns:
            seen = told.get(day, {}).get(column, 0)
            if seen != wanted[day][column]:
                yield f"{column} of {day}: {seen}, not {wanted[day][column]}"


def _judged(order: tuple, end: datetime) -> Iterator[str]:
    """Columns in which an order counts."""
    _, mode, paid, ready, picked, delivered, reallocated = order
    yield "orders"
    if reallocated:
        yield "reallocated_orders"
    if mode == "express":
        limit = paid + timedelta(minutes=PARAMETERS["fulfilment_express_minutes"])
        if delivered is not None or limit <= end:
            yield "express_judged_orders"
        if delivered is not None and delivered < limit:
            yield "express_in_time_orders"
        return
    yield "pickup_orders"
    for name in ("stale", "missed") if ready is not None else ():
        limit = ready + timedelta(hours=PARAMETERS[f"fulfilment_{name}_hours"])
        if picked is not None or limit <= end:
            yield f"{name}_judged_orders"
        if (picked is not None and picked >= limit) or (picked is None and limit <= end):
            yield f"{name}_orders"
