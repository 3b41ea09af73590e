"""Points, account by account in plain Python: balances, first in first out, and what live points will cost.

Reads the ledger in staging; nothing is shared with the models but the list of reasons.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
        *_liability(warehouse, draws),
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


def _liability(warehouse: duckdb.DuckDBPyConnection, draws: dict[tuple, int]) -> Iterator[str]:
    rows = warehouse.execute(
        "select month_start, mall_id, live_points, liability_fen, breakage_fen, point_value_fen, "
        "horizon_months from kpi.points_liability_monthly order by month_start, mall_id"
    ).fetchall()
    (as_of,) = warehouse.execute("select as_of_date from control.run").fetchone()  # type: ignore[misc]
    if not rows:
        return
    horizon, value = rows[0][6], rows[0][5]
    draws = _by_month(draws)
    rates = _rates(draws, horizon, as_of)
    for month, mall, live, liability, breakage, *_ in rows:
        at = _index(month)
        wanted_live, parts = 0, []
        for (place, band), points in _live(draws, at).items():
            if mall in (place, "ALL"):
                wanted_live += points
                rate = rates(at, band)
                parts.append(None if rate is None else _half_up(points * value * rate))
        wanted = None if None in parts else sum(part for part in parts if part is not None)
        if (live, liability) != (wanted_live, wanted):
            yield (
                f"live points and liability of {month} in {mall}: {live}, {liability}, "
                f"not {wanted_live}, {wanted}"
            )
        if liability is not None and liability + breakage != live * value:
            yield f"liability and breakage of {month} in {mall} do not make the value"


def _by_month(draws: dict[tuple, int]) -> dict[tuple, int]:
    """What a mall gave in a month and what left in a month, by numbers of months."""
    found: dict[tuple, int] = defaultdict(int)
    for (given, mall, _, left, kind), points in draws.items():
        found[(_index(given), mall, _index(left), kind)] += points
    return found


def _rates(draws: dict[tuple, int], horizon: int, as_of: date) -> Callable[[int, str], Fraction | None]:
    """What of points of a band was used within the horizon, over all month ends whose horizon was over."""
    over = _index(as_of) if _is_month_end(as_of) else _index(as_of) - 1
    first = min((given for given, *_ in draws), default=0)

    @cache
    def rate(at: int, band: str) -> Fraction | None:
        seen = used = 0
        for end in range(first, min(at, over) - horizon + 1):
            for (given, _, left, kind), points in draws.items():
                if given <= end < left and _band(end - given) == band:
                    seen += points
                    used += points if kind == "burn" and left <= end + horizon else 0
        return Fraction(used, seen) if seen else None

    return rate


def _live(draws: dict[tuple, int], at: int) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = defaultdict(int)
    for (given, mall, left, _), points in draws.items():
        if given <= at < left:
            found[(mall, _band(at - given))] += points
    return found


def _index(day: date) -> int:
    return 12 * day.year + day.month


def _is_month_end(day: date) -> bool:
    return _index(date.fromordinal(day.toordinal() + 1)) != _index(day)


def _band(months: int) -> str:
    return "00-02" if months < 3 else "03-05" if months < 6 else "06-11" if months < 12 else "12+"


def _half_up(value: Fraction) -> int:
    return int((2 * value + 1) // 2)
