"""Outcomes of experiments counted again, person by person, in Python: what the warehouse has must be that.

It starts from the published core and from the assignments as they were delivered, and shares no query with
the models. Message cost is left out, which the models' own tests hold.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

Rows = list[tuple[Any, ...]]
CLOCK, GENERAL_MARGIN = timedelta(hours=8), 0.2
SUBJECT = """
    SELECT a.experiment_id, coalesce(i.member_uid, a.unit_key), a.arm, a.assigned_at
    FROM staging.stg_experiment_assignment AS a
    LEFT JOIN identity.int_identity__member_identifier AS i
        ON i.identifier_type = 'member_no' AND i.identifier_hash = a.unit_key
    WHERE a.unit = 'member_no' ORDER BY a.assigned_at, a.unit_key
"""
DESIGN = "SELECT experiment_id, outcome_days, pre_days FROM core.dim_experiment WHERE is_last_known"
TICKET = """
    SELECT p.member_uid, p.business_date, p.net_fen, p.is_purchase, s.margin_rate FROM core.fct_purchase AS p
    LEFT JOIN core.dim_shop AS s ON s.shop_id = p.shop_id AND s.is_last_known
"""
REDEEMED = """
    SELECT member_uid, business_date, CASE WHEN bearer = 'mall' THEN cost_fen ELSE 0 END
    FROM core.fct_benefit WHERE state = 'redeemed'
"""
OUTCOME = """
    SELECT experiment_id, look_no, subject_id, arm, visit, visit_days, purchase, purchase_days, net_fen,
        redemption, discount_fen, pre_visit_days, pre_purchase_days, pre_net_fen, profit_fen + message_fen
    FROM intermediate.int_experiment__outcome
    WHERE (experiment_id, subject_id) IN (
        SELECT (experiment_id, subject_id) FROM intermediate.int_experiment__subject WHERE unit = 'member_no'
    )
"""


class Deeds(NamedTuple):
    """What members did, by member, each with its day."""

    visits: dict[str, Rows]
    tickets: dict[str, Rows]
    redeemed: dict[str, Rows]


def _by_member(rows: Rows) -> dict[str, Rows]:
    found: dict[str, Rows] = defaultdict(list)
    for member, *deed in rows:
        found[member].append(tuple(deed))
    return found


def _within(deeds: Rows, first: date, until: date) -> Rows:
    return [deed for deed in deeds if first <= deed[0] < until]


def _counted(deeds: Deeds, member: str, first: date, until: date) -> tuple[list[int], float]:
    visits = _within(deeds.visits[member], first, until)
    tickets = _within(deeds.tickets[member], first, until)
    redeemed = _within(deeds.redeemed[member], first, until)
    bought_on = {day for day, _, is_purchase, _ in tickets if is_purchase}
    discount = sum(cost or 0 for _, cost in redeemed)
    margin = sum(net * (float(rate or 0) or GENERAL_MARGIN) for _, net, _, rate in tickets)
    figures = [
        min(len(visits), 1), len(visits), min(len(bought_on), 1), len(bought_on),
        sum(ticket[1] for ticket in tickets), min(len(redeemed), 1), discount,
    ]  # fmt: skip
    return figures, margin - discount


def experiment_faults(home: Path) -> tuple[int, list[str]]:
    """How many rows were counted again, and those that are other than they should be."""
    con = duckdb.connect(str(home / "warehouse" / "memberloop.duckdb"), read_only=True)
    try:
        return _faults(con)
    finally:
        con.close()


def _faults(con: duckdb.DuckDBPyConnection) -> tuple[int, list[str]]:
    def rows(query: str) -> Rows:
        return con.execute(query).fetchall()

    deeds = Deeds(
        _by_member(rows("SELECT member_uid, business_date FROM core.fct_visit_day")),
        _by_member(rows(TICKET)),
        _by_member(rows(REDEEMED)),
    )
    subjects: dict[tuple[str, str], tuple[str, date]] = {}
    for experiment, subject, arm, at in rows(SUBJECT):
        subjects.setdefault((experiment, subject), (arm, (at + CLOCK).date()))
    designs = rows(
        "SELECT experiment_id, outcome_days, pre_days FROM core.dim_experiment WHERE is_last_known"
    )
    days = {experiment: (outcome, before) for experiment, outcome, before in designs}
    looks = _by_member(
        rows("SELECT experiment_id, look_no, counted_until FROM intermediate.int_experiment__look")
    )
    left = {row[:3]: row[3:] for row in rows(OUTCOME)}
    counted, faults = len(left), []
    for (experiment, subject), (arm, day) in subjects.items():
        outcome_days, pre_days = days[experiment]
        before = _counted(deeds, subject, day - timedelta(pre_days), day)[0]
        for look, until in looks[experiment]:
            if day >= until:
                continue
            figures, profit = _counted(deeds, subject, day, min(day + timedelta(outcome_days), until))
            wanted = (arm, *figures, before[1], before[3], before[4])
            *found, found_profit = left.pop((experiment, look, subject), (None,))
            # Margin is rounded ticket by ticket.
            tolerance = 0.5 * len(deeds.tickets[subject]) + 0.01
            if tuple(found) != wanted or abs(found_profit - profit) > tolerance:
                faults.append(f"{experiment} look {look} {subject}: {found} {found_profit}, not {wanted}")
    return counted, faults + [f"not to be counted: {key}" for key in left]
