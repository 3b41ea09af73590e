"""Buildings of few households: what may be told of them is true, and what may not follows from none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from tests.attacks.buildings import Cell, derived
from tests.oracles.parameters import PARAMETERS

if TYPE_CHECKING:
    import duckdb


_ORDERS = """
    select l.community_id, a.building_no, l.order_key, l.member_uid, l.identifier_hash, l.business_date,
        l.paid_fen, l.refund_fen
    from core.fct_order_line as l join staging.stg_groupbuy_order as a using (order_key)
    where not a.is_cancelled and a.building_no is not null and l.community_id is not null
"""
_HEAT = """
    select community_id, building_no, week_start, orders, buyers, buying_households, net_fen, is_withheld
    from kpi.building_heatmap_weekly
"""


def faults(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """What is told of buildings and is wrong, and what can be worked out though it is withheld."""
    smallest = int(PARAMETERS["suppress_min_households"])
    true = _true_cells(warehouse)
    rows = warehouse.execute(_HEAT).fetchall()
    return [
        *derived(warehouse, smallest),
        *(fault for row in rows for fault in _of_cell(row, true, smallest)),
        *_needless(rows, true, smallest, _withheld_buildings(warehouse)),
    ]


def _true_cells(warehouse: duckdb.DuckDBPyConnection) -> dict[Cell, tuple[int, int, int, int]]:
    """Orders, buyers, households and fen of each building and week, counted one by one."""
    household = dict(
        warehouse.execute("select member_uid, household_uid from core.bridge_household_member").fetchall()
    )
    paid: dict[tuple[str, str, str, str, date], list[int]] = defaultdict(lambda: [0, 0])
    home: dict[str, str] = {}
    for community, building, order, member, identifier, day, paid_fen, refund_fen in warehouse.execute(
        _ORDERS
    ).fetchall():
        buyer = member or identifier or order
        home[buyer] = household.get(member, buyer)
        monday = date.fromordinal(day.toordinal() - day.weekday())
        amounts = paid[community, building, order, buyer, monday]
        amounts[0] += paid_fen
        amounts[1] += refund_fen
    cells: dict[Cell, list[tuple[str, int]]] = defaultdict(list)
    for (community, building, _, buyer, monday), (paid_fen, refund_fen) in paid.items():
        if paid_fen > refund_fen:
            cells[community, building, monday].append((buyer, paid_fen - refund_fen))
    return {
        cell: (
            len(orders),
            len({buyer for buyer, _ in orders}),
            len({home[buyer] for buyer, _ in orders}),
            sum(fen for _, fen in orders),
        )
        for cell, orders in cells.items()
    }


def _of_cell(row: tuple, true: dict[Cell, tuple[int, int, int, int]], smallest: int) -> Iterator[str]:
    community, building, week, *told, is_withheld = row
    name = f"{community}-{building} in {week}"
    expected = true.get((community, building, week), (0, 0, 0, 0))
    if is_withheld and any(value is not None for value in told):
        yield f"{name} is withheld and told"
    if not is_withheld and tuple(told) != expected:
        yield f"{name} tells {told}, counted were {list(expected)}"
    if not is_withheld and expected[2] < smallest:
        yield f"{name} is told and of {expected[2]} households"


def _withheld_buildings(warehouse: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    return set(
        warehouse.execute(
            "select distinct community_id, building_no from core.dim_building where is_withheld"
        ).fetchall()
    )


def _needless(
    rows: list[tuple],
    true: dict[Cell, tuple[int, int, int, int]],
    smallest: int,
    buildings: set[tuple[str, str]],
) -> Iterator[str]:
    """One cell a community and week may be withheld for the sake of the others, not more."""
    large: dict[tuple[str, date], int] = defaultdict(int)
    for row in rows:
        cell = (row[0], row[1], row[2])
        if row[7] and cell[:2] not in buildings and true.get(cell, (0, 0, 0, 0))[2] >= smallest:
            large[row[0], row[2]] += 1
    for (community, week), number in large.items():
        if number > 1:
            yield f"{community} in {week}: {number} large cells are withheld, one would do"
