"""The lifecycle told by walking every member through every day: slow, plain, and without one interval.

It shares nothing with the models but the requirements. Windows are sums over the dates t-N+1 to t.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.dbt.lifecycle_world import Member

EXIT_DAYS = 30
FIXED_VISITS, FIXED_TICKET = 8, 20_000
TOP_ENGAGEMENT = 0.1


@dataclass(frozen=True)
class Profile:
    """What a member is at the end of a day."""

    layer: str
    silence: str
    stage: str
    is_high_value: bool
    ring: str
    is_active_30d: bool


class DayByDay:
    """Profiles of all members on all days from the first that anything is known of them."""

    def __init__(self, members: list[Member], as_of: date) -> None:
        self.members, self.as_of = members, as_of
        self.valid_referrals = self._referrals()
        self.thresholds: dict[date, tuple[int, int]] = {}
        self.engaged: dict[date, set[str]] = {}
        self.profiles: dict[tuple[str, date], Profile] = {}
        for member in members:
            self._walk(member)

    def home(self, member: Member) -> str | None:
        if member.joined_on and member.joined_on <= self.as_of:
            return member.join_mall
        return min(member.visits[min(member.visits)]) if member.visits else None

    def _referrals(self) -> dict[str, list[date]]:
        found: dict[str, list[date]] = defaultdict(list)
        for member in self.members:
            if member.joined_on is None or member.referrer == member.uid:
                continue
            seen = [day for day in member.visits if member.joined_on <= day <= self.as_of]
            week_is_over = member.joined_on + timedelta(days=6)
            if seen and week_is_over <= self.as_of:
                found[str(member.referrer)].append(max(week_is_over, min(seen)))
        return {referrer: sorted(days) for referrer, days in found.items()}

    def _walk(self, member: Member) -> None:
        known = [day for day in member.visits if day <= self.as_of]
        if member.joined_on and member.joined_on <= self.as_of:
            known.append(member.joined_on)
        if not known:
            return
        days_without_rule, was_high_value = EXIT_DAYS, False
        day = min(known)
        while day <= self.as_of:
            days_without_rule = 0 if _is_rule_met(member, day) else days_without_rule + 1
            was_high_value = days_without_rule == 0 or (was_high_value and days_without_rule <= EXIT_DAYS)
            layer, silence = self._layer(member, day)
            self.profiles[member.uid, day] = Profile(
                layer,
                silence,
                _stage(member, day),
                was_high_value,
                self._ring(member, day),
                bool(_visits(member, day, 30)),
            )
            day += timedelta(days=1)

    def _layer(self, member: Member, day: date) -> tuple[str, str]:
        gap = _days_without_sign(member, day)
        if gap >= 30:
            return "silent", "lost" if gap >= 90 else "warning" if gap >= 60 else "silent"
        if not _is_joined(member, day):
            return "visitor_not_joined", "none"
        visits, ticket = self._threshold(day)
        average = _average_ticket(member, day)
        if _visits(member, day, 90) >= visits and average is not None and average >= ticket:
            return "high_frequency_high_ticket", "none"
        if len(_purchase_days(member, day, 180)) >= 2:
            return "repeat_low_frequency", "none"
        if any(member.joined_on < seen for seen in _window(member.visits, day, 30)):
            return "active_no_repurchase", "none"
        return "joined_inactive", "none"

    def _threshold(self, day: date) -> tuple[int, int]:
        month = day.replace(day=1)
        if month not in self.thresholds:
            eve = month - timedelta(days=1)
            base = [m for m in self.members if _is_joined(m, eve) and _window(m.visits, eve, 30)]
            tickets = [average for m in base if (average := _average_ticket(m, eve)) is not None]
            self.thresholds[month] = (
                _p80([_visits(m, eve, 90) for m in base], FIXED_VISITS),
                _p80(tickets, FIXED_TICKET),
            )
        return self.thresholds[month]

    def _ring(self, member: Member, day: date) -> str:
        if not _is_joined(member, day):
            return "outer"
        if any(since <= day and (until is None or day < until) for since, until in member.roles):
            return "inner"
        if not _window(member.visits, day, 90):
            return "none"
        referrals = [since for since in self.valid_referrals.get(member.uid, []) if since <= day]
        rituals = [hosted for hosted in member.rituals if hosted <= day]
        is_earned = len(referrals) >= 3 or len(rituals) >= 3 or member.uid in self._engaged(day)
        return "inner" if is_earned else "middle"

    def _engaged(self, day: date) -> set[str]:
        """Members with so many days seen that no more than the top share has as many or more."""
        eve = day.replace(day=1) - timedelta(days=1)
        if eve not in self.engaged:
            seen = {m.uid: len(_window(m.visits, eve, 90)) for m in self.members if _is_joined(m, eve)}
            base = {uid: days for uid, days in seen.items() if days}
            self.engaged[eve] = {
                uid
                for uid, days in base.items()
                if sum(other >= days for other in base.values()) <= TOP_ENGAGEMENT * len(base)
            }
        return self.engaged[eve]


def _window(dates: Iterable[date], day: date, days: int) -> list[date]:
    return [one for one in dates if day - timedelta(days=days) < one <= day]


def _is_joined(member: Member, day: date) -> bool:
    return member.joined_on is not None and member.joined_on <= day


def _visits(member: Member, day: date, days: int) -> int:
    return sum(len(member.visits[seen]) for seen in _window(member.visits, day, days))


def _purchases(member: Member, day: date, days: int) -> list[int]:
    tickets = [ticket for on in _window(member.nets, day, days) for ticket in member.nets[on]]
    return [net for net, is_purchase in tickets if is_purchase and net > 0]


def _purchase_days(member: Member, day: date, days: int) -> list[date]:
    return [
        on for on in _window(member.nets, day, days) if any(ok and net > 0 for net, ok in member.nets[on])
    ]


def _average_ticket(member: Member, day: date) -> int | None:
    nets = _purchases(member, day, 90)
    return sum(nets) // len(nets) if nets else None


def _days_without_sign(member: Member, day: date) -> int:
    signs = [seen for seen in member.visits if seen <= day]
    if _is_joined(member, day):
        signs.append(member.joined_on)
    return (day - max(signs)).days


def _is_rule_met(member: Member, day: date) -> bool:
    spend = sum(net for on in _window(member.nets, day, 365) for net, _ in member.nets[on])
    brought = sum(member.redemptions[on] for on in _window(member.redemptions, day, 90))
    return _visits(member, day, 90) >= 6 or spend >= 500_000 or brought >= 200_000


def _stage(member: Member, day: date) -> str:
    seen = [one for one in member.visits if one <= day]
    if not seen:
        return "none"
    age = (day - min(seen)).days
    return "day_0_7" if age < 7 else "day_7_30" if age < 30 else "day_30_90" if age < 90 else "day_90_plus"


def _p80(values: list[int], otherwise: int) -> int:
    """The smallest value that at least four fifths do not exceed."""
    return sorted(values)[(4 * len(values) + 4) // 5 - 1] if values else otherwise
