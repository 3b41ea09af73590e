"""A published file with the funnels of two malls, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb

HOSTILE = '</td><script>alert("x")</script>'
WEEK = date(2026, 6, 22)
AS_OF = date(2026, 6, 30)

SCHEMA = """
create schema core; create schema kpi; create schema ops;
create table ops.publish_log (
    version varchar, run_id varchar, git_revision varchar, published_at timestamp, as_of_date date,
    data_through date, definition_hash varchar
);
create table core.dim_mall (mall_id varchar, is_current boolean, mall_name varchar, currency varchar);
create table core.dim_entry (
    entry_id varchar, is_last_known boolean, mall_id varchar, touchpoint_type varchar, scene varchar
);
create table core.dim_campaign (campaign_id varchar, is_last_known boolean, name varchar);
create table kpi.dim_metric (
    metric_id varchar, valid_from date, name_zh varchar, name_en varchar, definition varchar,
    numerator_definition varchar, denominator_definition varchar, requirement_rows varchar,
    parameters varchar, owner_role varchar, unit varchar, direction varchar, definition_hash varchar,
    valid_to date
);
create table kpi.entry_funnel_weekly (
    week_start date, mall_id varchar, entry_id varchar, stage_no integer, stage varchar, metric_id varchar,
    value double, null_reason varchar, step_metric_id varchar, step_numerator bigint,
    step_denominator bigint, step_rate double, step_null_reason varchar
);
create table kpi.campaign_funnel (
    campaign_id varchar, mall_id varchar, month_start date, step_no integer, step varchar,
    metric_id varchar, value double, null_reason varchar, rate_metric_id varchar, rate_numerator bigint,
    rate_denominator bigint, rate double, rate_null_reason varchar, cumulative_metric_id varchar,
    cumulative_numerator bigint, cumulative_denominator bigint, cumulative_rate double,
    cumulative_null_reason varchar, is_biggest_drop boolean
);
create table kpi.path_funnel (
    month_start date, mall_id varchar, path_type varchar, persons double, joined_persons bigint,
    rate_denominator bigint, join_rate double, is_mature boolean, null_reason varchar
);
create table kpi.task_chain (
    task_id varchar, step_no integer, mall_id varchar, kind varchar, step varchar, window_days integer,
    attempts bigint, attempts_open bigint, persons bigint, came_from_before bigint, reached bigint,
    dropped bigint, conversion double, null_reason varchar, median_minutes double, p90_minutes double,
    gmv_fen bigint
);
"""
STAGES = ("footfall", "effective_reach", "new_members", "reachable")
STEPS = ("exposure", "click", "friend", "sign_up", "arrival", "redemption")


def make_funnels(path: Path, *, malls: int = 2) -> Path:
    """Funnels of some malls; the rates are those that were published, whatever their parts would give."""
    with duckdb.connect(str(path)) as con:
        con.begin()
        con.execute(SCHEMA)
        con.execute(
            "insert into ops.publish_log values ('v1', 'r1', 'a1', '2026-07-01', ?, ?, 'd1')", [AS_OF, AS_OF]
        )
        names = [f"M{number:02}" for number in range(1, malls + 1)]
        _insert(
            con, "core.dim_mall", [(name, True, HOSTILE if name == "M02" else name, "CNY") for name in names]
        )
        _insert(con, "kpi.entry_funnel_weekly", [row for mall in ["ALL", *names] for row in _doors(mall)])
        _insert(con, "kpi.entry_funnel_weekly", [row for mall in names for row in _entries(mall)])
        _insert(con, "core.dim_entry", [row for mall in names for row in _register(mall)])
        _insert(con, "kpi.campaign_funnel", [row for mall in names for row in _campaigns(mall)])
        _insert(con, "core.dim_campaign", [(f"{mall}C1", True, "Fair") for mall in names])
        _insert(con, "kpi.path_funnel", [row for mall in ["ALL", *names] for row in _paths(mall)])
        _insert(con, "kpi.task_chain", [row for mall in names for row in _tasks(mall)])
        con.commit()
    return path


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple]) -> None:
    con.executemany(f"insert into {table} values ({', '.join('?' * len(rows[0]))})", rows)


def _doors(mall: str) -> list[tuple]:
    """Three weeks of a mall as a whole; the newest is not over."""
    doors = {"ALL": 3000.0, "M01": 1000.0}.get(mall, 2000.0)
    rows = []
    for back, rate in ((0, 0.11), (1, 0.22), (-1, None)):
        week = WEEK - timedelta(days=7 * back)
        for number, stage in enumerate(STAGES, start=1):
            why = None if rate else "immature_until:2026-07-05"
            value = doors / 10 ** (number - 1) if rate else None
            step = (None,) * 4 if number == 1 else (f"step_{stage}", 7, 70, rate)
            rows.append(
                (week, mall, "all", number, stage, stage, value, why, *step, why if number > 1 else None)
            )
    return rows


def _entries(mall: str) -> list[tuple]:
    """An entry with a rate, one that nobody told of, and one without any that could be divided by."""
    no_doors = "no_footfall_of_an_entry"
    rows: list[tuple] = []
    for entry, reached, joined, rate in (
        (f"{mall}E", 40, 4, 0.5),
        ("unknown", 9, 0, 0.0),
        (f"{mall}X", 0, 3, None),
    ):
        if entry == "unknown" and mall != "M01":
            continue
        why = None if rate is not None else "empty_denominator"
        rows += [
            (WEEK, "ALL", entry, 1, STAGES[0], None, None, no_doors, None, None, None, None, None),
            (WEEK, "ALL", entry, 2, STAGES[1], STAGES[1], reached, None, None, None, None, None, no_doors),
            (WEEK, "ALL", entry, 3, STAGES[2], STAGES[2], joined, None, "s3", joined, reached, rate, why),
            (WEEK, "ALL", entry, 4, STAGES[3], STAGES[3], 1, None, "s4", 1, joined, rate, why),
        ]
    return rows


def _register(mall: str) -> list[tuple]:
    return [(f"{mall}E", True, mall, "parking", "parking_payment"), (f"{mall}E", False, mall, "old", "old")]


def _campaigns(mall: str) -> list[tuple]:
    """A campaign of May that loses most before the friends, and one of June that has to wait."""
    rows: list[tuple] = []
    for number, step in enumerate(STEPS, start=1):
        rate = (None,) * 5 if number == 1 else (f"r{number}", 1, 2, 0.5 - number / 100, None)
        whole = (None,) * 5 if number == 1 else (f"c{number}", 1, 9, 0.9, None)
        seen = 900.0 if mall == "M02" else 100.0
        rows.append(
            (
                f"{mall}C1",
                mall,
                date(2026, 5, 1),
                number,
                step,
                step,
                seen,
                None,
                *rate,
                *whole,
                step == "friend",
            )
        )
        waits = ("immature_until:2026-07-06",)
        rows.append(
            (f"{mall}C2", mall, date(2026, 6, 1), number, step, step, None, *waits, *[None] * 4, *waits,
             *[None] * 4, *waits, False)
        )  # fmt: skip
    return rows


def _paths(mall: str) -> list[tuple]:
    may, june = date(2026, 5, 1), date(2026, 6, 1)
    return [
        (may, mall, "all", 30.0, 9, 30, 0.31, True, None),
        (may, mall, "content>store>wecom", 10.0, 8, 10, 0.81, True, None),
        (may, mall, "store", 20.0, 1, 20, 0.06, True, None),
        (june, mall, "all", None, None, None, None, False, "immature_until:2026-07-29"),
    ]


def _tasks(mall: str) -> list[tuple]:
    """A check-in of each mall, and a chain whose steps are its own words."""
    nothing = (None, None, 0)
    return [
        (f"{mall}T", 0, "ALL", "check_in", "begin", 30, 9, 5, 9, 9, 9, 0, 1.0, None, *nothing),
        (f"{mall}T", 1, "ALL", "check_in", "level", 30, 9, 5, 6, 9, 6, 3, 0.61, None, 90.0, 95.0, 0),
        (f"{mall}T", 2, "ALL", "check_in", "level", 30, 9, 5, 1, 6, 1, 5, 0.17, None, 28800.0, 28801.0, 0),
        (f"{mall}T", 3, "ALL", "check_in", "reward_got", 30, 0, 9, 0, 0, 0, 0, None, "immature", *nothing),
        (f"{mall}K", 1, "ALL", "chain", "<i>coffee</i>", 7, 4, 0, 2, 4, 2, 2, 0.5, None, *nothing),
        (f"{mall}T", 1, mall, "check_in", "level", 30, 9, 5, 6, 9, 6, 777, 0.61, None, 90.0, 95.0, 0),
    ]
