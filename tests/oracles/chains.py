"""Funnels of chains and of tasks that unlock a benefit, walked through attempt by attempt."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tests.oracles.parameters import PARAMETERS

if TYPE_CHECKING:
    import duckdb

__all__ = ["differences", "faults", "parameters", "rows"]

Told = dict[str, Any]
DOINGS = {"task_done", "check_in", "vote"}


@dataclass
class Attempt:
    """One attempt at a task: whose, where, from when to when, and what it reached."""

    task: str
    person: str
    member: str | None
    mall: str | None
    began: datetime
    day: date
    last_day: date
    until: datetime | None = None
    reached: dict[int, Told | None] = field(default_factory=dict)

    def holds(self, event: Told) -> bool:
        """Whether something lies within the window."""
        is_before = self.until is None or bool(event["at"] < self.until)
        return is_before and bool(event["day"] <= self.last_day)


def faults(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """What the built tables say otherwise than a walk through what happened."""
    return _chains(warehouse, parameters())


def parameters() -> Told:
    """Parameters as the project has them."""
    found: Told = PARAMETERS
    return found


def rows(warehouse: duckdb.DuckDBPyConnection, query: str) -> list[Told]:
    result = warehouse.execute(query)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _chains(warehouse: duckdb.DuckDBPyConnection, chosen: Told) -> list[str]:
    [(as_of,)] = warehouse.execute("select as_of_date from control.run").fetchall()
    counted: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    shops: dict[tuple[str, int, str], int] = defaultdict(int)
    evidence = _evidence(warehouse)
    for task in _tasks(warehouse, chosen):
        for attempt in _attempts(warehouse, task):
            if attempt.last_day > as_of:
                continue
            _walk(attempt, task, evidence)
            for step in range(task["first"], task["steps"] + 1):
                had = step == task["first"] or step - 1 in attempt.reached
                tally = counted[attempt.task, step]
                tally[0] += had
                if step in attempt.reached:
                    tally[1] += 1
                    happened = attempt.reached[step] or {"fen": 0, "shop": None}
                    tally[2] += happened["fen"]
                    if happened["shop"] is not None:
                        shops[attempt.task, step, happened["shop"]] += happened["fen"]
    told = rows(warehouse, """
        select task_id, step_no, came_from_before, reached, gmv_fen from kpi.task_chain
        where mall_id = 'ALL' and step not in ('reward_got', 'reward_redeemed') and attempts > 0
    """)  # fmt: skip
    built = {(r["task_id"], r["step_no"]): [r["came_from_before"], r["reached"], r["gmv_fen"]] for r in told}
    split = rows(warehouse, "select task_id, step_no, shop_id, gmv_fen from kpi.task_chain_shop")
    merchants = {(r["task_id"], r["step_no"], r["shop_id"]): r["gmv_fen"] for r in split}
    return differences("step", counted, built) + differences("shop of a step", shops, merchants)


def _tasks(warehouse: duckdb.DuckDBPyConnection, chosen: Told) -> list[Told]:
    found = rows(warehouse, "select * from core.dim_task where is_last_known and kind is not null")
    usual = str(chosen["chain_steps"]).split(";")
    for task in found:
        listed = re.split(r"\s*[;,>→、|]\s*", task["steps"] or "")
        is_number = (task["steps"] or "").strip().isdigit()
        task["words"] = usual if is_number or not task["steps"] else listed
        wanted = int(task["steps"]) if is_number else len(task["words"] if task["steps"] else [1])
        if task["kind"] == "chain":
            wanted = min(wanted if task["steps"] else 1, len(task["words"]), chosen["chain_max_steps"])
        task["steps"] = max(1, wanted)
        task["first"] = 1 if task["kind"] == "chain" else 0
        task["window"] = max(1, task["window_days"] or chosen["chain_window_days"])
    return found


def _attempts(warehouse: duckdb.DuckDBPyConnection, task: Told) -> list[Attempt]:
    """Attempts at a task, each with the uses of it in its reach."""
    uses = warehouse.execute(
        """
        select coalesce(i.member_uid, i.identifier_hash) as person, i.member_uid as member, i.mall_id as mall,
            i.occurred_at as at, i.business_date as day, e.event, e.event_id
        from core.fct_interaction as i join staging.stg_app_event as e on i.source_key = e.event_id
        where i.source_feed = 'app_event' and e.task_id = ?
        order by person, i.occurred_at, e.event_id
        """,
        [task["task_id"]],
    )
    names = [column[0] for column in uses.description or []]
    by_person: dict[str, list[Told]] = defaultdict(list)
    for row in uses.fetchall():
        use = dict(zip(names, row, strict=True))
        if use["person"] is not None:
            by_person[use["person"]].append(use)
    found = []
    for person, his in sorted(by_person.items()):
        found += _attempts_of(person, his, task)
    return found


def _attempts_of(person: str, uses: list[Told], task: Told) -> list[Attempt]:
    attempts: list[Attempt] = []
    last: date | None = None
    for day in sorted({use["day"] for use in uses}):
        today = [use for use in uses if use["day"] == day]
        accepted = [use for use in today if use["event"] == "task_accept"]
        is_fresh = task["kind"] == "chain" or last is None or (day - last).days >= task["window"]
        last = day
        if not is_fresh and not accepted:
            continue
        began = (today if is_fresh else accepted)[0]["at"]
        mall = min(((u["at"], u["mall"]) for u in today if u["mall"] is not None), default=(None, None))[1]
        end = day + timedelta(days=task["window"] - 1)
        attempts.append(Attempt(task["task_id"], person, today[0]["member"], mall, began, day, end))
    for attempt, following in pairwise(attempts):
        attempt.until = following.began
    if task["kind"] != "chain":
        _levels(attempts, uses)
    return attempts


def _levels(attempts: list[Attempt], uses: list[Told]) -> None:
    """Each doing is a level; of check-ins only the first of a day."""
    for attempt in attempts:
        attempt.reached[0] = None
        checked: set[date] = set()
        for use in uses:
            if use["at"] < attempt.began or not attempt.holds(use) or use["event"] not in DOINGS:
                continue
            if use["event"] == "check_in":
                if use["day"] in checked:
                    continue
                checked.add(use["day"])
            attempt.reached[len(attempt.reached)] = None


def _evidence(warehouse: duckdb.DuckDBPyConnection) -> dict[str, list[Told]]:
    """What a member did that may be a step, in order of time, with the words that name it."""
    happened = rows(warehouse, """
        select member_uid, mall_id as mall, shop_id as shop, sold_at as at, business_date as day,
            ticket_id as ticket, purchase_fen as fen, ticket_id as name, [shop_category, shop_id] as words
        from core.fct_purchase where is_purchase and member_uid is not null
        union all
        select b.member_uid, b.mall_id, b.shop_id, b.state_at, b.business_date, b.ticket_id,
            coalesce(b.attributed_fen, 0), b.coupon_code,
            if(b.ticket_id is null, [b.benefit_id, b.shop_id, s.category], [b.benefit_id])
        from core.fct_benefit as b
        left join core.dim_shop as s on b.shop_id = s.shop_id and s.is_last_known
        where b.state = 'redeemed' and b.member_uid is not null
        union all
        select member_uid, mall_id, null, occurred_at, business_date, null, 0, touchpoint_id, [kind]
        from core.fct_interaction where kind <> 'redemption' and member_uid is not null
    """)  # fmt: skip
    found: dict[str, list[Told]] = defaultdict(list)
    for event in sorted(happened, key=lambda event: (event["at"], -event["fen"], event["name"])):
        found[event["member_uid"]].append(event)
    return found


def _walk(attempt: Attempt, task: Told, evidence: dict[str, list[Told]]) -> None:
    """Take the first fitting event for each step of a chain, as long as there is one."""
    if task["kind"] != "chain":
        return
    attempt.reached[1] = None
    now, tickets = attempt.began, set()
    mine = evidence.get(attempt.member or "", [])
    for step, word in enumerate(task["words"][1 : task["steps"]], 2):
        later = mine[bisect_right(mine, now, key=lambda event: event["at"]) :]
        fitting = (e for e in later if word in e["words"] and attempt.holds(e) and e["mall"] is not None)
        event = next((e for e in fitting if attempt.mall in (None, e["mall"])), None)
        if event is None:
            return
        is_new = event["ticket"] is not None and event["ticket"] not in tickets
        tickets.add(event["ticket"])
        attempt.reached[step] = {"fen": event["fen"] if is_new else 0, "shop": event["shop"]}
        now = event["at"]


def differences(what: str, counted: Any, built: Any) -> list[str]:
    """Keys of which the two say otherwise; nothing counted is nothing told, so amounts of nought may lack."""
    keys = sorted(set(counted) | set(built))
    wrong = [key for key in keys if counted.get(key) != built.get(key)]
    return [
        f"{what} {'/'.join(map(str, key[-2:]))}: {counted.get(key)} against {built.get(key)}" for key in wrong
    ]
