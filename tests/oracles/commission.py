"""Commission of leaders, recomputed from the deliveries in plain Python with fractions, equal to the fen."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.oracles.parameters import PARAMETERS

if TYPE_CHECKING:
    import duckdb

Month = tuple[str, date]
"""A leader and the first day of a month."""


CLOCK = ZoneInfo("Asia/Shanghai")
_POINTS = "select pickup_point_id, leader_id from core.dim_pickup_point where is_last_known"
_DELIVERED = """
    select
        activity, activity_from, group_no, paid_at_utc, paid_at_local, delivered_on, leader_id, pickup_point,
        order_fen, refund_fen, order_state
    from raw.groupbuy_order
    inner join control.delivery on feed = 'groupbuy_order' and file_id = _file_id
    order by delivery_rank, line_no desc
"""
_TIERS = """
    select leader_id, month_start, earned_month, rate_bp, base_fen, base_before_fen
    from kpi.leader_commission_tier
"""
_STATEMENTS = "select leader_id, month_start, statement_fen from kpi.leader_commission_monthly"


@dataclass(frozen=True)
class Told:
    """A community order as one day's delivery told it."""

    order: str
    told_on: date
    leader: str | None
    paid_on: date | None
    net: int


@dataclass(frozen=True)
class Plan:
    """What the operator pays: tiers as (from, rate), how they apply, and how long a month stays open."""

    tiers: tuple[tuple[int, Fraction], ...]
    is_whole_band: bool
    settle_days: int

    @classmethod
    def of(cls, said: dict[str, object]) -> Plan:
        parts = [tier.split(":") for tier in str(said["leader_commission_tiers"]).split(",")]
        tiers = sorted((int(start), Fraction(int(rate), 10_000)) for _, start, rate in parts)
        whole = said["leader_commission_plan"] == "whole_band"
        return cls(tuple(tiers), whole, int(str(said["leader_settle_days"])))

    def commission(self, net: int) -> int:
        """Fen due on a month's net sales, rounded half up once."""
        if self.is_whole_band:
            reached = [rate for start, rate in self.tiers if net >= start]
            due = reached[-1] * net if reached and net > 0 else Fraction(0)
        else:
            ends = [start for start, _ in self.tiers[1:]] + [max(net, 0)]
            due = sum(
                (
                    rate * max(0, min(net, end) - start)
                    for (start, rate), end in zip(self.tiers, ends, strict=True)
                ),
                Fraction(0),
            )
        return half_up(due)

    def statement_of(self, earned: date, told: date) -> date:
        """The statement that first knows what was told on a day about a month."""
        month = earned
        while self.settled_on(month) < told:
            month = next_month(month)
        return month

    def settled_on(self, month: date) -> date:
        return next_month(month) - timedelta(days=1) + timedelta(days=self.settle_days)


def half_up(amount: Fraction) -> int:
    """Whole fen of an amount that is not negative, half up."""
    return int(amount + Fraction(1, 2))


def next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def faults(warehouse: duckdb.DuckDBPyConnection, said: dict[str, object] | None = None) -> list[str]:
    """Statements that differ from the recomputed ones; `said` are the parameters where not the defaults."""
    plan = Plan.of(said or PARAMETERS)
    expected = _statements(warehouse, plan)
    told = warehouse.execute(
        "select leader_id, month_start, net_fen, commission_fen, clawback_fen + back_pay_fen, payout_fen "
        "from kpi.leader_commission_monthly"
    ).fetchall()
    published = {(leader, month): tuple(rest) for leader, month, *rest in told}
    return [
        f"{leader} {month:%Y-%m}: published {published.get((leader, month))}, recomputed "
        f"{expected.get((leader, month))} (net, commission, earlier months, payout)"
        for leader, month in sorted(published.keys() | expected.keys())
        if published.get((leader, month)) != expected.get((leader, month))
    ] + _tier_faults(warehouse)


def _statements(
    warehouse: duckdb.DuckDBPyConnection, plan: Plan
) -> dict[Month, tuple[int, int, int, int | None]]:
    """Net, commission, change of earlier months and payout by leader and month of the statement."""
    (as_of,) = warehouse.execute("select as_of_date from control.run").fetchall()[0]
    changes: dict[Month, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for leader, day, told, net in _movements(warehouse, as_of):
        earned = day.replace(day=1)
        changes[leader, earned][plan.statement_of(earned, told)] += net
    found: dict[Month, list[int]] = defaultdict(lambda: [0, 0, 0])
    for (leader, earned), by_statement in changes.items():
        known = 0
        for month in sorted(by_statement):
            before, known = known, known + by_statement[month]
            if month != earned and known == before:
                continue
            row, due = found[leader, month], plan.commission(known)
            if month == earned:
                row[0], row[1] = known, due
            else:
                row[2] += due - plan.commission(before)
    return {
        (leader, month): (net, due, other, due + other if plan.settled_on(month) <= as_of else None)
        for (leader, month), (net, due, other) in found.items()
    }


def _movements(warehouse: duckdb.DuckDBPyConnection, as_of: date) -> Iterator[tuple[str, date, date, int]]:
    """What each delivery changed: leader, day of the order, day of the delivery, fen."""
    last: dict[str, Told] = {}
    for told in _told(warehouse):
        before = last.get(told.order)
        for version, sign in ((before, -1), (told, 1)):
            if version and version.leader and version.paid_on and version.paid_on <= as_of:
                yield version.leader, version.paid_on, told.told_on, sign * version.net
        last[told.order] = told


def _told(warehouse: duckdb.DuckDBPyConnection) -> list[Told]:
    """Each order as the last file of each day tells it, in the order of days."""
    points = dict(warehouse.execute(_POINTS).fetchall())
    latest: dict[tuple[str, date], Told] = {}
    for activity, source, number, utc, local, told_on, leader, point, *amounts in warehouse.execute(
        _DELIVERED
    ).fetchall():
        paid = local if utc is None else utc.replace(tzinfo=UTC).astimezone(CLOCK).replace(tzinfo=None)
        stamp = str(utc or local) if source == "default" else ""
        order = json.dumps([activity, number, stamp])
        day = paid.date() if paid else None
        latest[order, told_on] = Told(order, told_on, leader or points.get(point), day, _net(*amounts))
    return sorted(latest.values(), key=lambda one: (one.told_on, one.order))


def _net(amount: int | None, refund: int | None, state: str | None) -> int:
    if state in {"已取消", "已关闭", "交易关闭"}:
        return 0
    whole = state in {"已退款", "全部退款", "全额退款", "退款成功"}
    return (amount or 0) - (abs(refund) if refund else (amount or 0) if whole else 0)


def _tier_faults(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """Statements that do not follow from the published tiers alone."""
    due: dict[Month, dict[date, list[Fraction]]] = defaultdict(lambda: defaultdict(lambda: [Fraction(0)] * 2))
    for leader, month, earned, rate, base, before in warehouse.execute(_TIERS).fetchall():
        share = due[leader, month][earned]
        due[leader, month][earned] = [
            share[0] + Fraction(rate * base, 10_000),
            share[1] + Fraction(rate * before, 10_000),
        ]
    published = {(leader, month): fen for leader, month, fen in warehouse.execute(_STATEMENTS).fetchall()}
    worked_out = {
        key: sum(half_up(now) - half_up(before) for now, before in by_month.values())
        for key, by_month in due.items()
    }
    return [
        f"{leader} {month:%Y-%m}: statement {published.get((leader, month))}, by its tiers "
        f"{worked_out.get((leader, month))}"
        for leader, month in sorted(published.keys() | worked_out.keys())
        if published.get((leader, month)) != worked_out.get((leader, month))
    ]
