"""A small town whose people join, bind, lend, correct and fall out: deliveries by the day, all from a seed.

Files come late, come again, and are corrected by later ones; a steward joins and parts people and takes it
back. What is strong evidence of one person never says two unionids unless somebody made a mistake.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from tests.identity.many_nights import Delivery

if TYPE_CHECKING:
    from tests.identity.dbt_world import Row

FEEDS = frozenset({"member_registry", "app_binding", "pos_sales"})
FIRST_DAY = date(2026, 1, 1)


@dataclass
class Person:
    """Somebody and what is theirs."""

    number: int
    is_union_known: bool
    phone: str
    openids: list[str] = field(default_factory=list)

    @property
    def member_no(self) -> str:
        return f"no{self.number}"

    @property
    def unionid(self) -> str | None:
        return f"union{self.number}" if self.is_union_known else None

    @property
    def card(self) -> str:
        return f"card{self.number}"


@dataclass
class Town:
    """What happens, and what is delivered of it."""

    seed: int
    days: int
    events_a_day: int
    people: list[Person] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    decisions: dict[date, list[tuple[object, ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Live all days."""
        self.dice = random.Random(self.seed)
        self.wrong: list[tuple[date, Row]] = []
        standing: list[tuple[object, ...]] = []
        for number in range(self.days):
            day = FIRST_DAY + timedelta(days=number)
            for _ in range(self.events_a_day):
                self._happen(day)
            self._correct(day)
            standing = self._decide(day, standing)
            self.decisions[day] = list(standing)

    def _happen(self, day: date) -> None:
        if len(self.people) < 3 or self.dice.random() < 0.12:
            self._join(day)
            return
        person = self.dice.choice(self.people)
        other = self.dice.choice(self.people)
        event = self.dice.choices(
            [self._bind, self._unbind, self._buy, self._mistake, self._lend, self._again],
            weights=[6, 2, 6, 2, 2, 2],
        )[0]
        event(day, person, other)

    def _join(self, day: date) -> None:
        dice = self.dice
        # Families share a phone; some come back with a number that another had.
        shared = dice.choice(self.people).phone if self.people and dice.random() < 0.15 else None
        person = Person(len(self.people), dice.random() < 0.7, shared or f"phone{len(self.people)}")
        self.people.append(person)
        row: Row = {"member_no_hash": person.member_no, "mall_id": "m", "registered_at_utc": self._at(day)}
        row |= {"phone_hash": person.phone} if dice.random() < 0.6 else {}
        row |= {"unionid_hash": person.unionid} if dice.random() < 0.6 else {}
        row |= {"card_no_hash": person.card} if dice.random() < 0.5 else {}
        self._deliver("member_registry", day, row)

    def _bind(self, day: date, person: Person, _: Person) -> None:
        if not person.openids or self.dice.random() < 0.2:
            person.openids.append(f"open{person.number}_{len(person.openids)}")
        row = self._binding(day, person)
        row |= {"phone_hash": person.phone, "phone_verified": True} if self.dice.random() < 0.4 else {}
        row |= {"card_no_hash": person.card} if self.dice.random() < 0.5 else {}
        self._deliver("app_binding", day, row)
        if self.dice.random() < 0.6:
            # The registry learns of the mini-program at a change of tier.
            self._deliver("member_registry", day, self._promotion(day, person, person.openids[-1]))

    def _unbind(self, day: date, person: Person, _: Person) -> None:
        if person.openids:
            gone = {"action": "unbind", "card_no_hash": person.card}
            self._deliver("app_binding", day, self._binding(day, person) | gone)

    def _buy(self, day: date, person: Person, other: Person) -> None:
        card = other.card if self.dice.random() < 0.1 else person.card
        ticket = {
            "store_code": "A", "till_no": "1", "ticket_no": f"{day:%m%d}{self.dice.randrange(10**6)}",
            "till_date": f"{day}", "till_time": "12:00:00", "ticket_kind": "sale", "card_no_hash": card,
            "quantity": 1, "net_fen": 100,
        }  # fmt: skip
        self._deliver("pos_sales", day, ticket)

    def _mistake(self, day: date, person: Person, other: Person) -> None:
        """A row of the registry names somebody else's openid, or unionid; days later it is corrected."""
        row = self._promotion(day, person, None)
        right = dict(row)
        if other.openids and self.dice.random() < 0.7:
            row["openid_hash"] = other.openids[-1]
        elif other.unionid and not person.is_union_known:
            row["unionid_hash"] = other.unionid
        else:
            return
        self._deliver("member_registry", day, row)
        self.wrong.append((day + timedelta(days=self.dice.randrange(1, 20)), right))

    def _lend(self, day: date, person: Person, other: Person) -> None:
        """A card, or a phone that nobody confirmed, bound by somebody else."""
        if person.openids:
            typed = {"phone_hash": other.phone, "phone_verified": False}
            lent = {"card_no_hash": other.card} if self.dice.random() < 0.5 else typed
            self._deliver("app_binding", day, self._binding(day, person) | lent)

    def _again(self, day: date, _: Person, __: Person) -> None:
        """Rows that came before come again in another file."""
        known = [one for one in self.deliveries if one.feed != "pos_sales" and one.arrives_on < day]
        if known:
            old = self.dice.choice(known)
            self._file(old.feed, day, day, old.rows)

    def _correct(self, day: date) -> None:
        for due, row in [one for one in self.wrong if one[0] <= day]:
            self.wrong.remove((due, row))
            self._deliver("member_registry", day, row)

    def _decide(self, day: date, standing: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
        if standing and self.dice.random() < 0.03:
            standing = standing[1:]
        if len(self.people) > 4 and self.dice.random() < 0.04:
            one, other = self.dice.sample(self.people, 2)
            op = self.dice.choice(["must_link", "cannot_link"])
            decision = (
                f"d{day:%m%d}", op, "member_no", one.member_no, "member_no", other.member_no,
                "told by phone", "steward", datetime.combine(day, time()), True,
            )  # fmt: skip
            standing = [*standing, decision]
        return standing

    def _binding(self, day: date, person: Person) -> Row:
        return {
            "appid": "app", "openid_hash": self.dice.choice(person.openids), "unionid_hash": person.unionid,
            "bound_at_utc": self._at(day), "action": "bind", "phone_verified": False,
        }  # fmt: skip

    def _promotion(self, day: date, person: Person, openid: str | None) -> Row:
        at = self._at(day)
        return {
            "member_no_hash": person.member_no, "mall_id": "m", "registered_at_utc": self._at(FIRST_DAY),
            "tier_changed_at_utc": at, "openid_hash": openid, "unionid_hash": person.unionid,
        }  # fmt: skip

    def _deliver(self, feed: str, day: date, row: Row) -> None:
        """Most files come at once; some lie in the folder of their day and are seen days later."""
        late = self.dice.randrange(1, 9) if self.dice.random() < 0.2 else 0
        arrives = day + timedelta(days=late)
        folder = day if self.dice.random() < 0.5 else arrives
        self._file(feed, folder, arrives, (row,))

    def _file(self, feed: str, folder: date, arrives: date, rows: tuple[Row, ...]) -> None:
        self.deliveries.append(Delivery(f"file{len(self.deliveries):05}", feed, folder, arrives, rows))

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, time(self.dice.randrange(1, 15), self.dice.randrange(60)))
