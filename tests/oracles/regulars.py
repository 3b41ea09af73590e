"""Packs of member days and titles for consecutive weeks, counted again member by member."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.oracles.chains import Told, differences, parameters, rows

if TYPE_CHECKING:
    import duckdb

__all__ = ["faults"]


def faults(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """What the built tables say otherwise than coupons, visits and tickets do."""
    return [*_packs(warehouse), *_titles(warehouse)]


def _packs(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """Members with a pack, those of them on site, and what they bought while the member day lasted."""
    visits: dict[str, set[date]] = defaultdict(set)
    for row in rows(warehouse, "select member_uid, business_date from core.fct_visit_day"):
        visits[row["member_uid"]].add(row["business_date"])
    tickets: dict[str, list[Told]] = defaultdict(list)
    for row in rows(
        warehouse, "select * from core.fct_purchase where is_purchase and member_uid is not null"
    ):
        tickets[row["member_uid"]].append(row)
    counted: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for (campaign, pack, member), (first, last) in sorted(_holders(warehouse).items()):
        tally = counted[campaign, pack]
        bought = [row for row in tickets[member] if first <= row["business_date"] <= last]
        tally[0] += 1
        tally[1] += any(first <= day <= last for day in visits[member])
        tally[2] += len(bought)
        tally[3] += sum(row["purchase_fen"] for row in bought)
    told = rows(warehouse, "select * from kpi.member_day_pack where layer = 'all' and is_mature")
    built = {
        (row["campaign_id"], row["pack_id"]): [
            row["members"], row["members_come"], row["tickets"], row["net_fen"],
        ]
        for row in told
    }  # fmt: skip
    [(as_of,)] = warehouse.execute("select as_of_date from control.run").fetchall()
    over = {campaign for campaign, (_, last) in _member_days(warehouse).items() if last <= as_of}
    return differences("pack", {key: tally for key, tally in counted.items() if key[0] in over}, built)


def _member_days(warehouse: duckdb.DuckDBPyConnection) -> dict[str, tuple[date, date]]:
    found = rows(warehouse, "select * from core.dim_campaign where is_last_known and node = 'member_day'")
    return {row["campaign_id"]: (_day(row["start_at"]), _day(row["end_at"])) for row in found}


def _day(at: datetime) -> date:
    zone = str(parameters()["default_timezone"])
    return at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).date()


def _holders(warehouse: duckdb.DuckDBPyConnection) -> dict[tuple[str, str, str], tuple[date, date]]:
    """The days that count of each campaign, pack and member, from the first coupon of the pack on."""
    days = _member_days(warehouse)
    coupons = rows(warehouse, """
        select coupon.*, coalesce(coupon.campaign_id, benefit.campaign_id) as of_campaign,
            coalesce(benefit.pack_id, coupon.benefit_id) as pack
        from lifecycle.int_benefit__coupon as coupon
        left join core.dim_benefit as benefit
            on coupon.benefit_id = benefit.benefit_id and benefit.is_last_known
        where coupon.member_uid is not null
        order by coupon.base_on, coupon.coupon_code
    """)  # fmt: skip
    found: dict[tuple[str, str, str], tuple[date, date]] = {}
    for coupon in coupons:
        first, last = days.get(coupon["of_campaign"], (date.max, date.min))
        if coupon["base_on"] <= last:
            key = (coupon["of_campaign"], coupon["pack"], coupon["member_uid"])
            found.setdefault(key, (max(first, coupon["base_on"]), last))
    return found


def _titles(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """The first visit of the last of the first consecutive weeks, told by mall and day."""
    wanted = int(parameters()["title_weeks"])
    visits: dict[tuple[str, str], list[date]] = defaultdict(list)
    for row in rows(warehouse, "select member_uid, mall_id, business_date from core.fct_visit_day"):
        if row["member_uid"] is not None:
            visits[row["member_uid"], row["mall_id"]].append(row["business_date"])
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for (_, mall), days in visits.items():
        weeks = {day - timedelta(days=day.weekday()) for day in days}
        last = [week for week in weeks if all(week - timedelta(7 * n) in weeks for n in range(wanted))]
        if last:
            counted[str(mall), str(min(day for day in days if day >= min(last)))] += 1
    told = rows(warehouse, """
        select coalesce(mall_id, 'None') as mall, cast(titled_on as varchar) as day, count(*) as titles
        from intermediate.int_visit__title group by all
    """)  # fmt: skip
    return differences("titles", counted, {(row["mall"], row["day"]): row["titles"] for row in told})
