"""A small warehouse with the tables that semantic models read, drawn from a seed: hostile on purpose.

It holds NULL keys, NULL flags, returns, empty malls and days, members without visits; what dbt would not
produce is left out. Two malls, 120 days, 240 members.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd

AS_OF = date(2026, 4, 30)
FIRST_DAY = AS_OF - timedelta(days=119)
MALLS = ("M1", "M2", None)
LAYERS = ("new", "active", "loyal", None)
STAGES = ("d0_7", "d7_30", "d30_90", "d90_plus")
CATEGORIES = ("food", "fashion", None)
NODES = ("first_visit", "join", "first_order_or_points", "second_visit", "third_repurchase")
TABLES = {
    "fct_purchase": "ticket_id varchar, member_uid varchar, mall_id varchar, shop_id varchar,"
    " shop_category varchar, layer varchar, business_date date, ticket_kind varchar, net_fen bigint,"
    " purchase_fen bigint, is_purchase boolean",
    "dim_member": "member_uid varchar, is_reachable boolean",
    "fct_visit_day": "visit_day_id varchar, member_uid varchar, mall_id varchar, layer varchar,"
    " business_date date, days_since_previous bigint",
    "fct_benefit": "coupon_code varchar, state varchar, mall_id varchar, campaign_id varchar,"
    " layer varchar, business_date date, cost_fen bigint, attributed_fen bigint",
    "fct_outreach": "send_id varchar, member_uid varchar, mall_id varchar, campaign_id varchar,"
    " layer varchar, business_date date, status varchar, is_reached boolean",
    "int_friend__added": "person_id varchar, mall_id varchar, entry_id varchar, added_on date,"
    " deleted_on date, has_joined_group_7d boolean",
    "int_benefit__coupon": "coupon_code varchar, member_uid varchar, mall_id varchar,"
    " campaign_id varchar, layer varchar, base_on date, is_redeemed_in_validity boolean,"
    " is_first_of_member boolean, redeemed_within_7d boolean, matures_on date",
    "int_purchase__day": "purchase_day_id varchar, member_uid varchar, mall_id varchar,"
    " shop_category varchar, layer varchar, business_date date, net_fen bigint, has_next_30d boolean,"
    " has_next_60d boolean",
    "int_cohort__join": "member_uid varchar, mall_id varchar, entry_id varchar, layer varchar,"
    " joined_on date, is_retained_7d boolean, is_retained_30d boolean, is_retained_24_30d boolean,"
    " is_active_7d boolean, is_active_30d boolean, has_visit_30d boolean, has_second_visit_30d boolean,"
    " has_repurchase_90d boolean",
    "int_cohort__first_visit": "member_uid varchar, mall_id varchar, first_visit_on date,"
    " has_joined_7d boolean",
    "int_cohort__first_purchase": "member_uid varchar, mall_id varchar, first_purchase_on date,"
    " has_next_30d boolean, has_next_60d boolean, has_next_90d boolean",
    "int_member__daily_count": "date date, mall_id varchar, layer varchar, stage varchar,"
    " members bigint, high_value_members bigint, active_30d_members bigint",
    "int_repurchase__daily_count": "date date, mall_id varchar, buyers_30d bigint,"
    " repeat_buyers_30d bigint, buyers_60d bigint, repeat_buyers_60d bigint",
    "int_member__rfm_month_end": "member_uid varchar, month_end date, mall_id varchar, segment varchar",
    "int_member__category_preference_month_end": "member_uid varchar, month_end date,"
    " mall_id varchar, category varchar",
    "int_lifecycle__step": "member_uid varchar, from_node varchar, mall_id varchar,"
    " reached_on date, is_converted_7d boolean, is_converted_30d boolean, is_converted_90d boolean",
}


@dataclass(frozen=True)
class Draw:
    """Seeded draws of the values that tables share."""

    random: random.Random

    def day(self) -> date:
        return FIRST_DAY + timedelta(days=self.random.randrange(120))

    def flag(self) -> bool | None:
        return self.random.choice((True, False, False, None))

    def mall(self) -> str | None:
        return self.random.choice(MALLS)

    def layer(self) -> str | None:
        return self.random.choice(LAYERS)

    def category(self) -> str | None:
        return self.random.choice(CATEGORIES)

    def member(self) -> str | None:
        return self.random.choice((None, *(f"m{self.random.randrange(240)}" for _ in range(5))))

    def campaign(self) -> str | None:
        return self.random.choice(("C1", "C2", None))


def build(path: Path, seed: int, relations: Mapping[str, str]) -> None:
    """Write the warehouse file, tables under their names in `relations`; a seed gives one content."""
    rows = _rows(Draw(random.Random(seed)))
    with duckdb.connect(str(path)) as con:
        for schema in sorted({relation.split(".")[-2] for relation in relations.values()}):
            con.execute(f"create schema if not exists {schema}")
        for table, columns in TABLES.items():
            con.execute(f"create table {relations[table]} ({columns})")
            names = [column.split()[0] for column in columns.split(", ")]
            frame = pd.DataFrame(rows[table], columns=names, dtype=object)
            con.register("frame", frame)
            con.execute(f"insert into {relations[table]} select * from frame")
            con.unregister("frame")


def _rows(draw: Draw) -> dict[str, list[tuple[object, ...]]]:
    return {**_facts(draw), **_cohorts(draw), **_states(draw)}


def _facts(draw: Draw) -> dict[str, list[tuple[object, ...]]]:
    chance = draw.random.choice
    return {
        "fct_purchase": [_ticket(draw, number) for number in range(900)],
        "dim_member": [(f"m{number}", draw.flag()) for number in range(240)],
        "fct_visit_day": [
            (f"v{n}", draw.member() or "m0", draw.mall(), draw.layer(), draw.day(),
             chance((None, 1, 2, 5, 9)))
            for n in range(700)
        ],
        "fct_benefit": [
            (f"c{n}", chance(("issued", "redeemed", "redeemed", "cancelled")), draw.mall(), draw.campaign(),
             draw.layer(), draw.day(), chance((None, 0, 500)), chance((None, 0, 12_345)))
            for n in range(500)
        ],
        "fct_outreach": [
            (f"s{n}", draw.member(), draw.mall(), draw.campaign(), draw.layer(), draw.day(),
             chance(("sent", "sent", "failed", "suppressed", "planned")), draw.flag())
            for n in range(500)
        ],
        "int_friend__added": [_friend(draw, number) for number in range(150)],
        "int_benefit__coupon": [_coupon(draw, number) for number in range(400)],
        "int_purchase__day": [
            (f"p{n}", draw.member() or "m0", draw.mall(), draw.category(), draw.layer(), draw.day(),
             draw.random.randrange(1, 90_000), draw.flag(), draw.flag())
            for n in range(600)
        ],
    }  # fmt: skip


def _ticket(draw: Draw, number: int) -> tuple[object, ...]:
    net = draw.random.randrange(-20_000, 90_000)
    is_return = net < 0
    is_purchase = not is_return and draw.random.random() > 0.1
    return (
        f"t{number}", draw.member(), draw.mall(), draw.random.choice(("S1", "S2", "S3", None)),
        draw.category(), draw.layer(), draw.day(), "return" if is_return else "sale", net,
        0 if is_return else net // 2, is_purchase,
    )  # fmt: skip


def _friend(draw: Draw, number: int) -> tuple[object, ...]:
    added = draw.day()
    deleted = draw.random.choice((None, added + timedelta(days=draw.random.randrange(40))))
    return (f"f{number}", draw.mall(), draw.random.choice(("e1", "e2", None)), added, deleted, draw.flag())


def _coupon(draw: Draw, number: int) -> tuple[object, ...]:
    base = draw.day()
    return (
        f"c{number}", draw.member(), draw.mall(), draw.campaign(), draw.layer(), base,
        draw.flag(), draw.flag(), draw.flag(), base + timedelta(days=draw.random.randrange(30)),
    )  # fmt: skip


def _cohorts(draw: Draw) -> dict[str, list[tuple[object, ...]]]:
    return {
        "int_cohort__join": [
            (f"m{n}", draw.mall(), draw.random.choice(("e1", "e2", None)), draw.layer(), draw.day(),
             *(draw.flag() for _ in range(8)))
            for n in range(240)
        ],
        "int_cohort__first_visit": [(f"m{n}", draw.mall(), draw.day(), draw.flag()) for n in range(200)],
        "int_cohort__first_purchase": [
            (f"m{n}", draw.mall(), draw.day(), *(draw.flag() for _ in range(3))) for n in range(200)
        ],
        "int_lifecycle__step": [
            (f"m{n % 240}", NODES[n % 5], draw.mall(), draw.day(), *(draw.flag() for _ in range(3)))
            for n in range(600)
        ],
    }  # fmt: skip


def _states(draw: Draw) -> dict[str, list[tuple[object, ...]]]:
    days = [FIRST_DAY + timedelta(days=n) for n in range(120)]
    month_ends = [day for day in days if (day + timedelta(days=1)).day == 1]
    count = draw.random.randrange
    return {
        "int_member__daily_count": [
            (day, mall, layer, stage, count(50), count(9), count(30))
            for day in days for mall in ("M1", "M2") for layer in LAYERS[:3] for stage in STAGES
            if draw.random.random() > 0.3
        ],
        "int_repurchase__daily_count": [
            (day, mall, buyers, count(buyers + 1), buyers + 5, count(buyers + 1))
            for day in days for mall in ("M1", "M2") for buyers in (count(40),)
        ],
        "int_member__rfm_month_end": [
            (f"m{n}", day, draw.mall(), draw.random.choice(("champion", "at_risk", None)))
            for day in month_ends for n in range(60)
        ],
        "int_member__category_preference_month_end": [
            (f"m{n}", day, draw.mall(), draw.category()) for day in month_ends for n in range(60)
        ],
    }  # fmt: skip
