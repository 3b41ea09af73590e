"""Events recounted person by person and fen by fen in plain Python, beside kpi.event_report.

Taken as given: who a member is, visit-days, purchase-days, and what a coupon brought; they are subjects of
their own. Everything else comes from the latest deliveries of masters, sign-ups, check-ins and costs.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import duckdb

KINDS = ("media", "goods", "labour", "message", "benefit", "venue")
WINDOWS = (30, 60, 90)
_SHANGHAI = timedelta(hours=8)
_EVER = datetime.fromisoformat("9999-12-30")
Row = dict[str, Any]


@dataclass
class Guests:
    """Who signed up for an event and who came, by person; members among them."""

    signed: set[str] = field(default_factory=set)
    came: dict[str, datetime] = field(default_factory=dict)
    members: set[str] = field(default_factory=set)


def faults(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """What the report of events says otherwise."""
    (as_of,) = warehouse.execute("select as_of_date from control.run").fetchone() or (date.min,)
    events = _latest(warehouse, "staging.stg_master__event", "event_id")
    guests = _guests(warehouse, events, as_of)
    told = {row["event_id"]: row for row in _rows(warehouse, "select * from kpi.event_report")}
    present = {
        row["feed"] for row in _rows(warehouse, "select feed from control.feed_state where is_present")
    }
    held = {name: event for name, event in events.items() if _day(event["start_at"]) <= as_of}
    found = [f"{name}: told as held" for name in told.keys() - held.keys()]
    found += [f"{name}: held and not told" for name in held.keys() - told.keys()]
    whole = sorted(held.keys() & told.keys())
    if "form_signup" in present and "event_checkin" in present:
        expected = _counts(warehouse, held, guests, as_of)
        found += _differences(told, expected, whole)
    if "event_checkin" in present and "benefit_ledger" in present:
        found += _differences(told, _sales(warehouse, held, guests), whole)
    if "master_cost" in present:
        found += _differences(told, _costs(warehouse, events, as_of), whole)
    return found


def _differences(told: dict[str, Row], expected: dict[str, Row], names: list[str]) -> list[str]:
    return [
        f"{name}: {column} is {told[name][column]}, should be {value}"
        for name in names
        for column, value in expected[name].items()
        if told[name][column] != value
    ]


def _counts(
    con: duckdb.DuckDBPyConnection, held: dict[str, Row], guests: dict[str, Guests], as_of: date
) -> dict[str, Row]:
    visits = _days(con, "select member_uid, business_date, 1 from core.fct_visit_day")
    bought = _days(con, "select member_uid, business_date, net_fen from lifecycle.int_purchase__day")
    counts: dict[str, Row] = {}
    for name, event in held.items():
        mine, on = guests[name], _day(event["start_at"])
        row: Row = {
            "sign_ups": len(mine.signed),
            "sign_ups_come": len(mine.signed & mine.came.keys()),
            "attendees": len(mine.came),
            "known_attendees": len(mine.came.keys() & mine.members),
        }
        for days in WINDOWS:
            after = [on + timedelta(days=step) for step in range(1, days + 1)]
            spent = [[bought[one][day] for day in after if day in bought[one]] for one in mine.came]
            seen = sum(any(day in visits[one] for day in after) for one in mine.came)
            is_over = after[-1] <= as_of
            row[f"visiting_{days}d"] = seen if is_over else None
            row[f"buying_{days}d"] = sum(bool(one) for one in spent) if is_over else None
            row[f"net_fen_{days}d"] = sum(map(sum, spent)) if is_over else None
        counts[name] = row
    return counts


def _sales(con: duckdb.DuckDBPyConnection, held: dict[str, Row], guests: dict[str, Guests]) -> dict[str, Row]:
    """Coupons that who came used on the day of an event (the default of its dates), each at one event."""
    columns = ("redemptions", "attributed_fen", "halo_fen", "redeeming_attendees")
    sales: dict[str, Row] = {name: dict.fromkeys(columns, 0) for name in held}
    users: dict[str, set[str]] = defaultdict(set)
    used = "select * from core.fct_benefit where state = 'redeemed' and member_uid is not null"
    for coupon in _rows(con, used):
        choices = []
        for name, event in held.items():
            at = guests[name].came.get(coupon["member_uid"])
            is_here = coupon["mall_id"] is not None and coupon["mall_id"] == event["mall_id"]
            is_its = coupon["campaign_id"] is not None and coupon["campaign_id"] == event["campaign_id"]
            if at and (is_here or is_its) and coupon["business_date"] == _day(event["start_at"]):
                apart = abs(coupon["state_at"].replace(microsecond=0) - at.replace(microsecond=0))
                choices.append((not is_its, apart, name))
        if choices:
            name = min(choices)[2]
            users[name].add(coupon["member_uid"])
            sales[name]["redemptions"] += 1
            sales[name]["attributed_fen"] += coupon["attributed_fen"] or 0
            sales[name]["halo_fen"] += coupon["halo_fen"] or 0
            sales[name]["redeeming_attendees"] = len(users[name])
    return sales


def _costs(con: duckdb.DuckDBPyConnection, events: dict[str, Row], as_of: date) -> dict[str, Row]:
    columns = (*(f"cost_{kind}_fen" for kind in KINDS), "cost_own_lines_fen")
    costs: dict[str, Row] = defaultdict(lambda: dict.fromkeys(columns, 0))
    of_campaign: dict[str, list[str]] = defaultdict(list)
    for name in sorted(events, key=lambda one: (events[one]["start_at"], one)):
        of_campaign[events[name]["campaign_id"]].append(name)
    for line in _latest(con, "staging.stg_master__cost", "cost_id").values():
        kind, amount = f"cost_{line['kind']}_fen", line["amount_fen"]
        if line["date"] > as_of:
            continue
        if line["event_id"] is not None:
            costs[line["event_id"]][kind] += amount
            costs[line["event_id"]]["cost_own_lines_fen"] += amount
        elif line["campaign_id"] is not None and (sharing := of_campaign[line["campaign_id"]]):
            part, rest = divmod(abs(amount), len(sharing))
            sign = 1 if amount >= 0 else -1
            for place, name in enumerate(sharing):
                costs[name][kind] += sign * (part + (rest if place == 0 else 0))
    return costs


def _guests(con: duckdb.DuckDBPyConnection, events: dict[str, Row], as_of: date) -> dict[str, Guests]:
    member = _members(con)
    guests: dict[str, Guests] = defaultdict(Guests)
    for row in _rows(con, "select * from staging.stg_event_checkin"):
        if row["business_date"] <= as_of:
            one = member(row["identifier_type"], row["identifier_hash"], row["checked_in_at"])
            mine = guests[row["event_id"]]
            person = one or row["identifier_hash"]
            mine.came[person] = min(row["checked_in_at"], mine.came.get(person, row["checked_in_at"]))
            mine.members |= {one} - {None}
    for row in _rows(con, "select * from staging.stg_form_signup"):
        name = _event_of(row, events)
        kind = next((k for k in ("unionid", "openid", "phone") if row[f"{k}_hash"] is not None), None)
        if name and kind and _day(row["signed_up_at"]) <= as_of:
            one = member(kind, row[f"{kind}_hash"], row["signed_up_at"])
            guests[name].signed.add(one or row[f"{kind}_hash"])
            guests[name].members |= {one} - {None}
    return guests


def _event_of(signup: Row, events: dict[str, Row]) -> str | None:
    """A form of several events is the one's that begins next, else the last one's."""
    at = signup["signed_up_at"]
    named = [(n, e) for n, e in events.items() if e["form_id"] and e["form_id"] == signup["form_id"]]
    coming = [(e["start_at"], n) for n, e in named if e["end_at"] and e["end_at"] >= at]
    if coming:
        return min(coming)[1]
    return min(((-e["start_at"].timestamp(), n) for n, e in named), default=(0, None))[1]


def _members(con: duckdb.DuckDBPyConnection) -> Any:
    stays: dict[tuple[str, str], list[tuple[datetime, datetime, str]]] = defaultdict(list)
    for row in _rows(con, "select * from identity.int_identity__member_identifier"):
        key = row["identifier_type"], row["identifier_hash"]
        stays[key].append((row["valid_from"], row["valid_to"], row["member_uid"]))

    def member(kind: str, value: str, at: datetime | None) -> str | None:
        when = at or _EVER
        return next((uid for start, end, uid in stays[kind, value] if start <= when < end), None)

    return member


def _latest(con: duckdb.DuckDBPyConnection, table: str, key: str) -> dict[str, Row]:
    return {row[key]: row for row in _rows(con, f"select * from {table} order by delivered_on")}


def _days(con: duckdb.DuckDBPyConnection, sql: str) -> dict[str, dict[date, int]]:
    days: dict[str, dict[date, int]] = defaultdict(dict)
    for member, day, value in con.execute(sql).fetchall():
        if member is not None:
            days[member][day] = days[member].get(day, 0) + value
    return days


def _rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    cursor = con.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _day(at: datetime) -> date:
    """The day in Shanghai of an instant in UTC."""
    return (at + _SHANGHAI).date()
