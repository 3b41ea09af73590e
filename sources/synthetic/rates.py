"""The rates of the city: how often people, staff and tills do what makes identities hard to join."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace

__all__ = ["CityRates"]

# A drawn rate lies between these multiples of its default.
_DRAWN_LOW, _DRAWN_HIGH = 0.3, 2.5
_MOST = 0.9
# Rates that make identities hard to join, and deliveries late.
_UNTIDY = (
    "family_phone",
    "second_phone",
    "recycled_phone",
    "placeholder_phone",
    "mistyped_remark",
    "second_wechat",
    "unionid_late",
    "unionid_never",
    "second_membership",
    "lent_card",
    "new_plate",
    "staff_device",
    "random_mac",
    "erasure",
)


@dataclass(frozen=True)
class CityRates:
    """Shares between 0 and 1 unless said otherwise; the defaults are a city of ordinary untidiness."""

    # Numbers
    family_phone: float = 0.08  # members who register with a relative's number
    second_phone: float = 0.06  # people with two numbers
    recycled_phone: float = 0.03  # members whose number belonged to somebody else before
    placeholder_phone: float = 0.01  # registrations at a till with 13800138000 and the like
    mistyped_remark: float = 0.03  # staff remarks with a number that is not the customer's
    # WeChat
    second_wechat: float = 0.05  # people with two accounts
    unionid_late: float = 0.1  # accounts whose unionid becomes known only later
    unionid_never: float = 0.04  # accounts whose unionid is never delivered
    # Membership, cards, plates, devices
    second_membership: float = 0.012  # people registered twice, by other phone and account
    lent_card: float = 0.04  # cards that a relative uses as well
    new_plate: float = 0.03  # households that change the plate
    staff_device: float = 0.25  # scans made on a counter's device for the customer
    introduced: float = 0.0  # people whose accounts and phone are all told to be theirs on the first day
    random_mac: float = 0.3  # phones that change their MAC every week
    # Behaviour
    ever_joins: float = 0.8  # people who become members
    joined_before: float = 0.68  # of them, those who joined before the first day
    churn: float = 0.12  # people who stop coming
    shows_at_till: float = 0.62  # tickets of members on which a card or phone is shown
    friend: float = 0.58  # members who befriend a colleague on WeCom
    second_friend: float = 0.15  # friends who befriend a second colleague
    friend_deletes: float = 0.14  # friendships deleted in the end
    joins_group: float = 0.55  # friends who join a group
    returned: float = 0.03  # tickets brought back
    erasure: float = 0.001  # members who ask to be forgotten
    made_up: float = 1.0  # sets of invitees made up for the reward, for every thousand people
    # Delivery
    late_file: float = 0.02  # files delivered a day or more late
    doubled_file: float = 0.02  # files delivered twice

    @classmethod
    def drawn(cls, seed: int) -> CityRates:
        """Draw every rate log-evenly around its default; the same seed gives the same rates."""
        rates = cls()
        return replace(rates, **{f.name: _draw(getattr(rates, f.name), f.name, seed) for f in fields(rates)})

    @classmethod
    def clean(cls, seed: int) -> CityRates:
        """Draw the rates of behaviour alone: nothing is untidy about identities, known from the first day.

        In such a city figures that count people are what they are in truth, to the last person.
        """
        return replace(cls.drawn(seed), **dict.fromkeys(_UNTIDY, 0.0), introduced=1.0)


def _draw(default: float, name: str, seed: int) -> float:
    """Multiply by a factor between `_DRAWN_LOW` and `_DRAWN_HIGH`; shares of most people move less."""
    digest = hashlib.sha256(f"{seed}|{name}".encode()).digest()
    u = int.from_bytes(digest[:6], "big") / 2**48
    if default >= 0.5:
        return round(min(_MOST, default * (0.85 + 0.3 * u)), 6)
    factor: float = _DRAWN_LOW * (_DRAWN_HIGH / _DRAWN_LOW) ** u
    return round(min(_MOST, default * factor), 6)
