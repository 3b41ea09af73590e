"""The small world: forty members, two malls, ten weeks, and every kind of trouble a landing zone knows.

No randomness: who comes when follows from arithmetic, so the world is the same on every machine.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.worlds.v332m import as_json
from tests.worlds.world import EXPORT_HEADER, Line, World, local, shanghai

if TYPE_CHECKING:
    from pathlib import Path

FIRST_DAY = date(2026, 1, 5)
DAYS = 70
LAST_DAY = FIRST_DAY + timedelta(days=DAYS - 1)
MEMBERS = 40
APPID = "wx00000000000000a1"
# Files come every five days and hold what happened since the last ones.
RHYTHM = 5


@dataclass
class Person:
    """One member and the values that must never be seen below landing."""

    index: int
    phone: str
    openid: str
    unionid: str
    card: str
    member_no: str

    @property
    def is_abroad(self) -> bool:
        """Member of the mall in New York."""
        return self.index % 4 == 3


@dataclass
class SmallWorld:
    """The world, its people and the raw values planted in it."""

    world: World
    people: list[Person]
    planted: list[str] = field(default_factory=list)
    first_day: date = FIRST_DAY
    last_day: date = LAST_DAY


def small_world(home: Path | None = None) -> SmallWorld:
    """Build the world and, given a home, land all of it."""
    world = World(FIRST_DAY)
    people = [_person(index) for index in range(MEMBERS)]
    small = SmallWorld(world, people, [value for person in people for value in _values(person)])
    _master(world)
    for person in people:
        _join(world, person)
        _shop(world, person)
        _coupons(world, person)
        _sends(world, person)
    _strangers(world)
    _late_and_doubled(small)
    _dirt(small)
    if home is not None:
        world.land(home)
    return small


def day(number: int) -> date:
    """Return the day of the world with this number."""
    return FIRST_DAY + timedelta(days=number)


def delivery(number: int) -> date:
    """Return the day on which files about this day come."""
    return day(min(DAYS - 1, number - number % RHYTHM + RHYTHM - 1))


def _person(index: int) -> Person:
    return Person(
        index,
        phone=f"1390427{index:04d}",
        openid=f"oPlanted{index:03d}qWxYz",
        unionid=f"uPlanted{index:03d}kLmNo",
        card=f"VIPCARD{index:05d}",
        member_no=f"MEMNO{index:05d}",
    )


def _values(person: Person) -> list[str]:
    return [person.phone, person.openid, person.unionid, person.card, person.member_no]


def _master(world: World) -> None:
    world.mall("SH", cut_hour=4).mall("NY", timezone="America/New_York", currency="USD")
    world.shop("S1", "SH").shop("S2", "SH", category="服饰").shop("S3", "SH", category="亲子")
    world.shop("N1", "NY").shop("N2", "NY", category="服饰")
    for number in range(1, 9):
        world.product(f"SKU{number}", category=("食品", "服饰", "玩具")[number % 3])
    world.campaign("C1", "SH", shanghai(day(10), 0), shanghai(day(40), 23))
    world.campaign("C2", "NY", shanghai(day(20), 0), shanghai(day(60), 23), objective="wake")
    world.benefit("B1", "C1").benefit("B2", "C1", bearer="merchant", face=2500, valid_days=14)
    world.benefit("B3", "C2", bearer="platform", face=300).benefit("B4", None, face=0, benefit_type="acquire")
    world.experiment("E1", "C1", shanghai(day(10), 0), shanghai(day(40), 23))
    world.snapshot(FIRST_DAY)
    # A shop moves to another category: the earlier days keep the earlier one.
    world.shop("S3", "SH", category="儿童").snapshot(day(35), "master_shop")


def _join(world: World, person: Person) -> None:
    number = person.index * 3 // 4
    mall = "NY" if person.is_abroad else "SH"
    identifiers = {"phone": person.phone, "openid": person.openid, "appid": APPID, "card_no": person.card}
    if person.index % 5 == 0:
        identifiers |= {"phone": None, "unionid": person.unionid}
    # Told in UTC, in local time with an offset and without one.
    moment = (shanghai(day(number), 23, 59), shanghai(day(number), 0, 1), f"{day(number)} 09:15:00")
    at = moment[person.index % 3]
    tier = {"tier": "silver", "tier_changed_at": at}
    world.member(person.member_no, mall, at, on=delivery(number), **identifiers, **tier)
    if person.index % 6 == 1:
        raised = {"tier": "gold", "tier_changed_at": shanghai(day(number + 30))}
        world.member(person.member_no, mall, at, on=delivery(number + 30), **identifiers, **raised)


def _shop(world: World, person: Person) -> None:
    """Buy every so many days, some before joining; now and then give something back."""
    pace = 3 + person.index % 13
    start = max(0, person.index * 3 // 4 - (person.index % 3) * 2)
    for visit, number in enumerate(range(start, DAYS, pace)):
        _buy(world, person, visit, number)


def _buy(world: World, person: Person, visit: int, number: int) -> None:
    stores = ("N1", "N2") if person.is_abroad else ("S1", "S2", "S3")
    store = stores[(person.index + visit) % len(stores)]
    shape = {"S3": "json", "N2": "xml"}.get(store, "csv")
    name = "shop_s2.csv" if store == "S2" else None
    world.encode("shop_s2.csv", "gb18030")
    # Around midnight and around the cut hour, days part.
    hour, minute = ((12, 0), (23, 59), (0, 1), (3, 59), (4, 0), (18, 30))[(person.index + visit) % 6]
    ticket_no = f"{person.index:02d}{visit:03d}"
    amount = 20 + (person.index * 7 + visit * 13) % 90
    lines = (
        Line(f"{amount}.50", sku=f"SKU{visit % 8 + 1}", name="茶 & 点心"),
        Line(
            "0.00" if visit % 7 == 3 else "9.90",
            sku=f"SKU{(visit + 3) % 9 + 1}",
            quantity="2",
            discount="1.10",
        ),
    )
    by = {"card": person.card} if visit % 2 == 0 else {"phone": f"+86 {person.phone}"}
    how = {"shape": shape, "name": name, **by}
    world.ticket(store, ticket_no, local(day(number), hour, minute), *lines, on=delivery(number), **how)
    later = number + (0 if visit % 2 else 4)
    if (person.index + visit) % 9 == 4 and later < DAYS:
        back = lines if visit % 3 == 0 else lines[:1]
        signed = tuple(Line(f"-{line.net}" if visit % 2 else line.net, sku=line.sku) for line in back)
        at = local(day(later), max(hour, 20), 50)
        refund = {"kind": "return", "original": ticket_no, **how}
        world.ticket(store, f"R{ticket_no}", at, *signed, on=delivery(later), **refund)


def _coupons(world: World, person: Person) -> None:
    campaign = 20 if person.is_abroad else 10
    benefits = ("B3",) if person.is_abroad else ("B1", "B2")
    owner = (
        {"openid": person.openid, "appid": APPID}
        if person.index % 7 == 2
        else {"member_no": person.member_no}
    )
    name = "ledger.jsonl" if person.is_abroad else "benefit_ledger.csv"
    for benefit in (*benefits, "B4"):
        code = f"{benefit}-{person.index * 7919 % 1000:03d}"
        steps = [
            ("issued", campaign),
            ("claimed", campaign + 1),
            ("redeemed", campaign + 2 + person.index % 17),
        ]
        taken = steps[: 1 + (person.index + len(benefit) + ord(benefit[-1])) % 3]
        if taken[-1][0] == "redeemed" and person.index % 8 == 0:
            taken.append(("cancelled", taken[-1][1]))
        for hour, (state, number) in enumerate(taken, start=10):
            shop = {"shop_id": "N1" if person.is_abroad else "S1"} if state == "redeemed" else {}
            row = {
                "coupon_code": code,
                "benefit_id": benefit,
                "state": state,
                "state_at": shanghai(day(number), hour),
            }
            world.rows("benefit_ledger", delivery(number), row | owner | shop, name=name)


def _sends(world: World, person: Person) -> None:
    campaign, number = ("C2", 20) if person.is_abroad else ("C1", 10)
    outcome: dict[str, str | None] = {"arm": "treat", "experiment_id": "E1" if campaign == "C1" else None}
    if person.index % 10 == 9:
        outcome |= {"status": "failed", "fail_reason": "blacklist", "sent_at": None}
    elif person.index % 10 == 8:
        outcome |= {"status": "suppressed", "arm": "control", "sent_at": None}
    send_id = f"SEND{person.index * 7919 % 1000:03d}"
    by = {"member_no": person.member_no, **outcome}
    world.outreach(send_id, campaign, shanghai(day(number), 10), on=delivery(number), **by)


def _strangers(world: World) -> None:
    """Buyers without a card, with a masked phone, with a card that nobody registered."""
    for number in range(2, DAYS, 6):
        at, on = local(day(number), 15), delivery(number)
        world.ticket("S1", f"X{number:03d}", at, Line("33.00", sku="SKU1"), on=on)
        world.ticket("S1", f"Y{number:03d}", at, Line("12.00", sku="SKU2"), on=on, phone="138****1234")
        world.ticket("N1", f"Z{number:03d}", at, Line("8.00", sku="SKU9"), on=on, card="NOBODYSCARD")


def _late_and_doubled(small: SmallWorld) -> None:
    world, person = small.world, small.people[0]
    bought = local(day(6), 17)
    # Corrected: the whole ticket comes again with another line, under the same key.
    wrong, right = Line("500.00", sku="SKU1"), Line("50.00", sku="SKU1")
    world.ticket(
        "S1", "K001", bought, wrong, Line("5.00", sku="SKU2"), on=day(9), name="k.csv", card=person.card
    )
    world.ticket("S1", "K001", bought, right, on=day(19), name="k.csv", card=person.card)
    # Late: five weeks after it was bought.
    world.ticket(
        "S1", "L001", bought, Line("77.00", sku="SKU3"), on=day(41), name="late.csv", card=person.card
    )
    # Doubled: the same bytes under another name, and the same ticket in another file.
    deliveries = world.deliveries()
    doubled = f"pos_sales/{day(14)}/pos_sales.csv"
    world.raw("pos_sales", day(22), "again.csv", deliveries[doubled])
    again = {"name": "d.csv", "card": person.card}
    world.ticket("S1", "D001", bought, Line("11.00", sku="SKU4"), on=day(24), **again)
    world.ticket("S1", "D002", bought, Line("13.00", sku="SKU4"), on=day(25), **again)
    world.ticket("S1", "D001", bought, Line("11.00", sku="SKU4"), on=day(25), **again)
    zipped = gzip.compress(deliveries[f"member_registry/{day(4)}/member_registry.csv"], mtime=0)
    world.raw("member_registry", day(26), "again.csv.gz", zipped)


def _dirt(small: SmallWorld) -> None:
    world, on = small.world, day(29)
    phone, card = "13904279999", "VIPCARD99999"
    small.planted += [phone, card, "张三丰的电话"]
    good = dict(zip(EXPORT_HEADER, ("S1", "01", "G1", str(on), "12:00:00", "销售"), strict=False))
    good |= {"会员卡号": card, "手机号": phone, "数量": "1", "实收金额": "10.00"}
    dirty = [
        good | {"小票号": "Q1", "交易日期": "1970-01-01"},
        good | {"小票号": "Q2", "交易日期": "2999-12-31"},
        good | {"小票号": "Q3", "单价": "-10.00"},
        good | {"小票号": "Q4", "门店号": ""},
        good | {"小票号": "Q5", "交易类型": f"未知{phone}"},
        good | {"小票号": "Q6", "实收金额": f"十元{phone}"},
        good | {"小票号": "G2", "备注": "张三丰的电话" + phone},
    ]
    world.rows("pos_sales", on, good, *dirty, name="dirty.csv")
    text = (",".join(EXPORT_HEADER) + "\nS1,01,G3,2026-02-03\n").encode()
    world.raw("pos_sales", on, "cut.csv.gz", gzip.compress(text * 50, mtime=0)[:-30])
    world.raw("pos_sales", on, "empty.csv", b"")
    world.raw("pos_sales", on, "headless.csv", f"小票号,手机号\nG4,{phone}\n".encode())
    broken = as_json({"salestotal": {"storecode": "S3", "mobile": phone}})
    world.raw("pos_sales", on, "broken.json", broken + b"\n{" + phone.encode())
