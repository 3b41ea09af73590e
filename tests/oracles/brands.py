"""Brands' reports recounted member by member, and attacked: what is withheld must not follow from the rest.

The attacker takes brands from ALL, and redeemers and new buyers from members of the same brand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.oracles.parameters import PARAMETERS

if TYPE_CHECKING:
    import duckdb

ALL = "ALL"
KINDS = ("members", "redeemers", "new_buyers", "new_members")
PARTS = ("redeemers", "new_buyers")
People = dict[tuple[date, str, str], set[str]]
"""Members by month, brand and kind."""

_BRAND = "select shop_id, brand from core.dim_shop where is_last_known and brand is not null"
_BOUGHT = """
    select shop_id, member_uid, business_date from core.fct_purchase
    where is_purchase and member_uid is not null order by business_date
"""
_REDEEMED = """
    select shop_id, member_uid, business_date from core.fct_benefit
    where state = 'redeemed' and member_uid is not null
"""
_JOINED = "select shop_id, member_uid, joined_on from intermediate.int_join__origin where shop_id is not null"
_TOLD = f"select month_start, brand, {', '.join(KINDS)} from kpi.brand_growth_monthly"


def faults(warehouse: duckdb.DuckDBPyConnection, said: Mapping[str, Any] | None = None) -> list[str]:
    """Cells that are wrong, and cells that tell of fewer members than may be told."""
    terms = said or PARAMETERS
    least = int(terms["brand_min_members"])
    people = _people(warehouse)
    told: dict[tuple[date, str, str], int | None] = {}
    for month, brand, *counts in warehouse.execute(_TOLD).fetchall():
        told |= {(month, brand, kind): count for kind, count in zip(KINDS, counts, strict=True)}
    return [*_wrong(people, told), *_few(told, least), *_taken_apart(people, told, least)]


def _people(warehouse: duckdb.DuckDBPyConnection) -> People:
    (as_of,) = warehouse.execute("select as_of_date from control.run").fetchone() or (date.min,)
    brands: dict[str, str] = dict(warehouse.execute(_BRAND).fetchall())
    found: People = defaultdict(set)
    bought_before: dict[str, set[str]] = defaultdict(set)

    def note(day: date, brand: str, kind: str, member: str) -> None:
        if (as_of + timedelta(1)).replace(day=1) > day:
            found[day.replace(day=1), brand, kind].add(member)

    for shop, member, day in warehouse.execute(_BOUGHT).fetchall():
        for brand in (brands[shop], ALL) if shop in brands else ():
            note(day, brand, "members", member)
            if member not in bought_before[brand]:
                note(day, brand, "new_buyers", member)
            bought_before[brand].add(member)
    for kinds, query in ((("members", "redeemers"), _REDEEMED), (("new_members",), _JOINED)):
        for shop, member, day in warehouse.execute(query).fetchall():
            for brand in (brands[shop], ALL) if shop in brands else ():
                for kind in kinds:
                    note(day, brand, kind, member)
    return found


def _wrong(people: People, told: Mapping[tuple[date, str, str], int | None]) -> list[str]:
    return [
        f"{key[0]:%Y-%m} {key[1]}, {key[2]}: {told[key]} instead of {len(people.get(key, ()))}"
        for key in sorted(told)
        if told[key] is not None and told[key] != len(people.get(key, ()))
    ] + [f"{key[0]:%Y-%m} {key[1]}: no row" for key in sorted(people.keys() - told.keys())]


def _few(told: Mapping[tuple[date, str, str], int | None], least: int) -> list[str]:
    """Cells that are small as they stand, or whose rest among the brand's members is."""
    found = []
    for (month, brand, kind), count in sorted(told.items()):
        whole = told[month, brand, "members"]
        rest = whole - count if kind in PARTS and whole is not None and count else 0
        if count and (0 < count < least or 0 < (rest or 0) < least):
            found.append(f"{month:%Y-%m} {brand}, {kind}: tells of few members")
    return found


def _taken_apart(people: People, told: Mapping[tuple[date, str, str], int | None], least: int) -> list[str]:
    """Withheld cells that are alone, or few people together, below an ALL that is said."""
    hidden: dict[tuple[date, str], list[int]] = defaultdict(list)
    for (month, brand, kind), count in told.items():
        if count is None and brand != ALL and told.get((month, ALL, kind)) is not None:
            hidden[month, kind].append(len(people.get((month, brand, kind), ())))
    return [
        f"{month:%Y-%m}, {kind}: {len(cells)} withheld brands follow from ALL"
        for (month, kind), cells in sorted(hidden.items())
        if len(cells) == 1 or sum(cells) < least
    ]
