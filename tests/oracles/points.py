"""Points, account by account in plain Python: balances, first in first out, and what live points will cost.

Reads the ledger in staging; nothing is shared with the models but the list of reasons.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from tests.oracles.points_liability import liability_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

__all__ = ["faults"]

LIVE = date(9999, 12, 31)
LINES = {
    "earn": "earned",
    "adjust": "adjusted",
    "burn": "used",
    "expire": "expired",
    "clawback": "clawed_back",
}
SIGNS = {"earned": 1, "adjusted": 1, "used": -1, "expired": -1, "clawed_back": -1}
Month = tuple[int, int]


@dataclass
class Account:
    """The lots of an account that are not used up, and uses that nothing has paid yet."""

    lots: deque[list[object]] = field(default_factory=deque)
    owed: deque[list[object]] = field(default_factory=deque)
    balance: int = 0


def faults(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """What does not hold in the tables of points."""
    kinds = dict(warehouse.execute("select reason, kind from intermediate.points_reason").fetchall())
    moves = warehouse.execute(
        "select coalesce(i.member_uid, p.member_no_hash), p.business_date, coalesce(p.mall_id, 'unknown'), "
        "p.change, p.reason from staging.stg_points p left join identity.int_identity__member_identifier i "
        "on i.identifier_type = 'member_no' and i.identifier_hash = p.member_no_hash "
        "where p.business_date <= (select as_of_date from control.run) "
        "order by p.business_date, p.occurred_at, p.entry_no"
    ).fetchall()
    accounts, draws, lines = _walk(moves, kinds)
    return [
        *_balances(warehouse, accounts),
        *_draws(warehouse, draws),
        *_statements(warehouse, lines),
        *liability_faults(warehouse, draws),
    ]


def _walk(moves: list[tuple], kinds: dict[str, str]) -> tuple[dict, dict, dict]:
    """Every movement in the order of time: accounts, what left which lot, and lines of the statement."""
    accounts: dict[str, Account] = defaultdict(Account)
    draws: dict[tuple, int] = defaultdict(int)
    lines: dict[tuple[Month, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for name, day, mall, change, reason in moves:
        line = LINES[kinds[reason]]
        lines[((day.year, day.month), mall)][line] += SIGNS[line] * change
        account = accounts[name]
        account.balance += change
        if change > 0:
            account.lots.append([change, day, mall, kinds[reason] not in ("earn", "adjust")])
        elif change < 0:
            account.owed.append([-change, day, kinds[reason]])
        for points, lot, use in _settle(account):
            draws[(lot[1], lot[2], lot[3], use[1], use[2])] += points
    for account in accounts.values():
        for lot in account.lots:
            draws[(lot[1], lot[2], lot[3], LIVE, "live")] += lot[0]
    return accounts, draws, lines


def _settle(account: Account) -> Iterator[tuple[int, list, list]]:
    """The oldest points pay the oldest uses until one side is empty."""
    while account.lots and account.owed:
        lot, use = account.lots[0], account.owed[0]
        points = min(lot[0], use[0])
        yield points, lot, use
        lot[0] -= points
        use[0] -= points
        if not lot[0]:
            account.lots.popleft()
        if not use[0]:
            account.owed.popleft()


def _balances(warehouse: duckdb.DuckDBPyConnection, accounts: dict[str, Account]) -> Iterator[str]:
    rows = warehouse.execute(
        "select account_id, month_start, opening_points, earned_points + adjusted_points - burned_points "
        "- expired_points - clawed_back_points, closing_points from intermediate.int_points__account_month "
        "order by account_id, month_start"
    ).fetchall()
    last: dict[str, int] = {}
    for name, month, opening, moved, closing in rows:
        if opening != last.get(name, 0) or opening + moved != closing:
            yield f"account statement of {month} does not go on or add up"
        last[name] = closing
    wrong = [name for name in accounts.keys() | last.keys() if last.get(name) != accounts[name].balance]
    if wrong:
        yield f"{len(wrong)} accounts close with another balance than their movements make"


def _draws(warehouse: duckdb.DuckDBPyConnection, draws: dict[tuple, int]) -> Iterator[str]:
    told = {
        tuple(row[:5]): row[5]
        for row in warehouse.execute(
            "select given_on, mall_id, is_returned, used_on, use_kind, points "
            "from intermediate.int_points__draw"
        ).fetchall()
    }
    for key in sorted(told.keys() | draws.keys()):
        if told.get(key) != draws.get(key):
            seen, wanted = told.get(key), draws.get(key)
            yield f"points of {key[0]} in {key[1]} gone {key[3]} by {key[4]}: {seen}, not {wanted}"


def _statements(warehouse: duckdb.DuckDBPyConnection, lines: dict) -> Iterator[str]:
    columns = [*SIGNS, "opening", "closing"]
    chosen = ", ".join(f"{column}_points" for column in columns)
    rows = warehouse.execute(
        f"select month_start, mall_id, {chosen} from kpi.points_liability_monthly order by 1, 2"
    ).fetchall()
    closing: dict[str, int] = {}
    seen = set()
    for month, mall, *figures in rows:
        told = dict(zip(columns, figures, strict=True))
        wanted: dict[str, int] = defaultdict(int)
        seen.add(((month.year, month.month), mall))
        for (at, place), moved in lines.items():
            if at == (month.year, month.month) and mall in (place, "ALL"):
                for line, points in moved.items():
                    wanted[line] += points
        balance = closing.get(mall, 0) + sum(SIGNS[line] * wanted[line] for line in SIGNS)
        wanted |= {"opening": closing.get(mall, 0), "closing": balance}
        closing[mall] = balance
        for column in columns:
            if told[column] != wanted[column]:
                yield f"{column} points of {month} in {mall}: {told[column]}, not {wanted[column]}"
    missing = lines.keys() - seen
    if missing:
        yield f"{len(missing)} months of malls have no statement"
