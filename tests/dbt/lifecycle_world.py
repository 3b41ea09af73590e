"""Random members in a small warehouse, and the lifecycle rooms of the dbt project run over them.

What the rooms read is given as tables of the schema `world`, behind one-line models of the same names.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import duckdb

PROJECT = Path(__file__).parents[2] / "dbt_project"
ROOMS = ("models/intermediate/lifecycle", "models/intermediate/cohort", "models/intermediate/value")
FIRST_DAY = date(2027, 10, 20)
DAYS = 250

TABLES = {
    "int_visit__day": "member_uid varchar, mall_id varchar, business_date date, first_seen_at timestamp",
    "int_purchase__ticket": (
        "ticket_id varchar, member_uid varchar, mall_id varchar, shop_id varchar, shop_category varchar,"
        " business_date date, sold_at timestamp, is_purchase boolean, net_fen bigint, purchase_fen bigint"
    ),
    "int_benefit__state": (
        "coupon_code varchar, state varchar, member_uid varchar, business_date date, benefit_id varchar,"
        " campaign_id varchar, mall_id varchar, valid_days bigint, benefit_trigger varchar"
    ),
    "fct_interaction": "member_uid varchar, business_date date, is_valid_interaction boolean",
    "fct_points": (
        "entry_no varchar, member_uid varchar, mall_id varchar, occurred_at timestamp, business_date date,"
        " change bigint, reason varchar"
    ),
    "int_benefit__attribution": "coupon_code varchar, ticket_id varchar, attributed_fen bigint",
    "stg_member_registry": (
        "member_no_hash varchar, mall_id varchar, registered_at timestamp, registered_on date,"
        " entry_id varchar, tier varchar, tier_changed_at timestamp, tier_changed_on date,"
        " referrer_member_no_hash varchar, guide_staff_id varchar"
    ),
    "stg_member_registry__tier_seen": "member_no_hash varchar, seen_on date, tier_no bigint, tier varchar",
    "int_identity__member_identifier": "identifier_type varchar, identifier_hash varchar, member_uid varchar",
    "stg_pos_sales__line": "ticket_id varchar, sku_id varchar, net_fen bigint",
    "int_purchase__duplicate_ticket": "ticket_id varchar, block_count bigint",
    "dim_role": (
        "member_no_hash varchar, role varchar, starts_at timestamp, ends_at timestamp, valid_to date,"
        " is_last_known boolean"
    ),
    "dim_event": (
        "event_id varchar, host_member_no_hash varchar, event_kind varchar, start_at timestamp,"
        " is_last_known boolean"
    ),
    "dim_shop": "shop_id varchar, margin_rate double, is_last_known boolean",
    "int_referral__pair": (
        "referrer_member_uid varchar, referee_member_uid varchar, referred_on date, attended_on date,"
        " is_first boolean, is_valid boolean"
    ),
    "dim_product": "sku_id varchar, category varchar, is_last_known boolean",
}


@dataclass
class Member:
    """What a random member did, by day."""

    uid: str
    joined_on: date | None = None
    join_mall: str | None = None
    referrer: str | None = None
    visits: dict[date, set[str]] = field(default_factory=dict)
    nets: dict[date, list[tuple[int, bool]]] = field(default_factory=dict)
    redemptions: dict[date, int] = field(default_factory=dict)
    roles: list[tuple[date, date | None]] = field(default_factory=list)
    rituals: list[date] = field(default_factory=list)


def random_members(seed: int, number: int) -> list[Member]:
    """Members of all kinds: never joined, joined without a visit, regular, lapsed and returned."""
    dice = random.Random(seed)
    return [_random_member(dice, f"m{index:02}") for index in range(number)]


def _random_member(dice: random.Random, uid: str) -> Member:
    member = Member(uid)
    if dice.random() < 0.8:
        member.joined_on = FIRST_DAY + timedelta(days=dice.randrange(DAYS))
        member.join_mall = dice.choice("AB")
        member.referrer = f"m{dice.randrange(6):02}"
    rate = dice.choice([0.0, 0.01, 0.03, 0.1, 0.4])
    silent_from = dice.randrange(DAYS)
    if dice.random() < 0.1:
        since = FIRST_DAY + timedelta(days=dice.randrange(DAYS))
        member.roles = [(since, dice.choice([None, since + timedelta(days=40)]))]
    if dice.random() < 0.1:
        hosted = [FIRST_DAY + timedelta(days=dice.randrange(DAYS)) for _ in range(4)]
        member.rituals = sorted(hosted)
    for offset in range(DAYS):
        if offset in range(silent_from, silent_from + 100) or dice.random() > rate:
            continue
        _random_day(dice, member, FIRST_DAY + timedelta(days=offset))
    return member


def _random_day(dice: random.Random, member: Member, day: date) -> None:
    member.visits[day] = set(dice.choice(["A", "B", "AB"]))
    if dice.random() < 0.8:
        member.nets[day] = [
            (dice.choice([-5_000, 3_000, 9_000, 40_000]), dice.random() < 0.8)
            for _ in range(dice.randint(1, 2))
        ]
    if dice.random() < 0.2:
        member.redemptions[day] = dice.choice([0, 20_000, 90_000])


def build(root: Path, members: list[Member], as_of: date, parameters: dict[str, float] | None = None) -> Path:
    """Make the tables, run the rooms, give the warehouse file back."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    project, home = root / "project", root / "home"
    _copy_project(project)
    (home / "warehouse" / "scratch").mkdir(parents=True)
    file = home / "warehouse" / "memberloop.duckdb"
    with duckdb.connect(str(file)) as con:
        _fill(con, members, as_of)
    os.environ["MEMBERLOOP_HOME"] = str(home)
    outcome = dbtRunner().invoke(
        [
            *("build", "--exclude-resource-type", "test", "--quiet"),
            *("--vars", json.dumps(parameters or {})),
            *("--project-dir", str(project), "--profiles-dir", str(project)),
            *("--target-path", str(home / "target"), "--log-path", str(home / "logs")),
        ]
    )
    DuckDBConnectionManager.close_all_connections()
    assert outcome.success
    return file


def _copy_project(project: Path) -> None:
    for name in ("macros", "seeds/lifecycle", "tests/generic"):
        shutil.copytree(PROJECT / name, project / name)
    for name in ROOMS:
        shutil.copytree(PROJECT / name, project / name, ignore=shutil.ignore_patterns("*.yml"))
    (project / "models/staging").mkdir()
    shutil.copy(PROJECT / "models/staging/_sources.yml", project / "models/staging/_sources.yml")
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / name, project / name)
    for table in TABLES:
        (project / "models/staging" / f"{table}.sql").write_text(f"select * from world.{table}")


def _fill(con: duckdb.DuckDBPyConnection, members: list[Member], as_of: date) -> None:
    con.execute("create schema control; create schema world")
    con.execute("create table control.run (as_of_date date, run_id varchar)")
    con.execute("insert into control.run values (?, 'world')", [as_of])
    for table, columns in TABLES.items():
        con.execute(f"create table world.{table} ({columns})")
    for member in members:
        for table, row in (*_rows(member), *_referral(member, as_of)):
            names, marks = ", ".join(row), ", ".join("?" for _ in row)
            con.execute(f"insert into world.{table} ({names}) values ({marks})", list(row.values()))


def _referral(member: Member, as_of: date) -> list[tuple[str, dict[str, Any]]]:
    """How the referral that brought a member was judged."""
    if member.joined_on is None or member.joined_on > as_of:
        return []
    came = [day for day in member.visits if member.joined_on <= day <= as_of]
    is_settled = as_of >= member.joined_on + timedelta(days=6)
    judged = {"referrer_member_uid": member.referrer, "referee_member_uid": member.uid}
    judged |= {"referred_on": member.joined_on, "attended_on": min(came, default=None)}
    judged |= {"is_first": True, "is_valid": bool(came) and is_settled and member.referrer != member.uid}
    return [("int_referral__pair", judged)]


def _rows(member: Member) -> list[tuple[str, dict[str, Any]]]:
    """A member's rows, the newest first, so that no model can lean on the order of a table."""
    uid, number = member.uid, f"no-{member.uid}"
    identifier = {"identifier_type": "member_no", "identifier_hash": number, "member_uid": uid}
    rows: list[tuple[str, dict[str, Any]]] = [("int_identity__member_identifier", identifier)]
    if member.joined_on:
        registered = {
            "member_no_hash": number,
            "mall_id": member.join_mall,
            "registered_on": member.joined_on,
        }
        registered |= {"registered_at": _noon(member.joined_on)}
        rows.append(("stg_member_registry", registered))
    listed = {"member_no_hash": number, "role": "host", "is_last_known": True}
    for since, until in member.roles:
        in_force = {"starts_at": _noon(since), "ends_at": _noon(until) if until else None}
        rows.append(("dim_role", listed | in_force))
    hosted = {"host_member_no_hash": number, "event_kind": "community_ritual", "is_last_known": True}
    rows += [
        ("dim_event", hosted | {"event_id": f"{uid}-{at}", "start_at": _noon(day)})
        for at, day in enumerate(member.rituals)
    ]
    for day in sorted(member.visits, reverse=True):
        for mall in sorted(member.visits[day]):
            seen = {"member_uid": uid, "mall_id": mall, "business_date": day, "first_seen_at": _noon(day)}
            rows.append(("int_visit__day", seen))
        for number_of_day, (net, is_purchase) in enumerate(member.nets.get(day, [])):
            ticket = {"ticket_id": f"{uid}-{day}-{number_of_day}", "member_uid": uid, "business_date": day}
            ticket |= {"mall_id": min(member.visits[day]), "sold_at": _noon(day), "net_fen": net}
            ticket |= {"purchase_fen": net, "is_purchase": is_purchase and net > 0}
            rows.append(("int_purchase__ticket", ticket))
        if day in member.redemptions:
            code = f"{uid}-{day}"
            coupon = {"coupon_code": code, "state": "redeemed", "member_uid": uid, "business_date": day}
            rows.append(("int_benefit__state", coupon))
            rows.append(("fct_interaction", {"member_uid": uid, "business_date": day}))
            brought = {"coupon_code": code, "attributed_fen": member.redemptions[day]}
            rows.append(("int_benefit__attribution", brought))
    return rows


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(4))
