"""What the Monday board of the example store reads besides the board: targets, entries, alerts, roles."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb

WEEK = date(2017, 12, 25)

SCHEMA = """
create table core.dim_target (
    metric_id varchar, mall_id varchar, dimension varchar, dimension_value varchar, valid_from date,
    valid_to date, is_current boolean, is_last_known boolean, target decimal(18, 4), warn decimal(18, 4),
    critical decimal(18, 4), direction varchar, owner_role varchar, playbook_id varchar
);
create table core.dim_entry (
    entry_id varchar, valid_from date, valid_to date, is_current boolean, is_last_known boolean,
    mall_id varchar, kind varchar, touchpoint_type varchar, scene varchar, channel varchar,
    state_code varchar, campaign_id varchar, staff_id varchar, partner_code varchar, starts_at timestamp,
    ends_at timestamp
);
create table kpi.entry_funnel_weekly (
    week_start date, mall_id varchar, entry_id varchar, stage_no integer, stage varchar, metric_id varchar,
    value double, null_reason varchar, step_metric_id varchar, step_numerator bigint,
    step_denominator bigint, step_rate double, step_null_reason varchar
);
create table kpi.alert (
    rule_id varchar, object_id varchar, day date, name_zh varchar, name_en varchar, metric_id varchar,
    mall_id varchar, dimension varchar, dimension_value varchar, period_kind varchar, period_start date,
    numerator bigint, denominator bigint, value double, direction varchar, threshold double,
    severity varchar, is_beyond boolean, status varchar, opened_on date, days_open bigint,
    is_open_now boolean, acknowledged_at timestamp, acknowledged_by varchar, owner_role varchar,
    playbook_id varchar, action_zh varchar, action_en varchar
);
create table kpi.role (
    role_id varchar, requirement_row integer, name_zh varchar, name_en varchar, side varchar,
    reads_zh varchar, reads_en varchar, access_scope varchar, metrics bigint
);
create table kpi.playbook (playbook_id varchar, name_zh varchar, name_en varchar);
insert into kpi.playbook values ('PB-AGAIN', '补发', 'Second message');
insert into kpi.role (role_id, name_zh, name_en) values
    ('operations_lead', '运营负责人', 'Head of operations'), ('member_data', '数据·CRM', 'Data and CRM');
"""
# Of all malls; a mall's own, and one that ended on the last day of the week; a bound that is crossed.
TARGETS = [
    ("valid_reach_rate", None, date(2017, 1, 1), None, 0.95, 0.5, 0.4),
    ("visitors", None, date(2017, 1, 1), date(2017, 12, 31), 1, None, None),
    ("visitors", "cj", date(2017, 1, 1), None, 9000, 8000, 7000),
    ("redemption_rate", None, date(2017, 1, 1), None, 0.01, None, None),
]
ENTRIES = [
    ("E1", "parking", "parking_payment"),
    ("E2", "service_desk", "<b>scene</b>"),
    ("E3", "partner", "menu"),
]
# Entry: persons reached, joined, of them reachable.
FUNNEL = {"all": (100, 20, 5), "E1": (60, 6, 6), "E2": (10, 10, 1), "E3": (0, 0, 0), "unknown": (80, 10, 3)}


def add_board(con: duckdb.DuckDBPyConnection) -> None:
    """Targets, a funnel of two weeks and alerts."""
    con.execute(SCHEMA)
    for metric, mall, since, until, *bounds in TARGETS:
        con.execute(
            "insert into core.dim_target (metric_id, mall_id, valid_from, valid_to, target, warn, critical, "
            "direction) values (?, ?, ?, ?, ?, ?, ?, 'up')",
            [metric, mall, since, until, *bounds],
        )
    for entry, kind, scene in ENTRIES:
        con.execute(
            "insert into core.dim_entry (entry_id, is_last_known, mall_id, touchpoint_type, scene) "
            "values (?, true, 'cj', ?, ?), (?, false, 'cj', 'never', 'shown')",
            [entry, kind, scene, entry],
        )
    for week, doors in ((WEEK, 1000), (WEEK - timedelta(days=7), 400), (WEEK + timedelta(days=7), 7)):
        for entry, counted in FUNNEL.items():
            for row in _stages(doors if entry == "all" else None, counted):
                con.execute(
                    "insert into kpi.entry_funnel_weekly values (?, 'ALL', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [week, entry, *row],
                )
    for row in _alerts():
        con.execute(
            """
            insert into kpi.alert (
                rule_id, object_id, day, name_zh, name_en, metric_id, mall_id, dimension, dimension_value,
                denominator, value, threshold, severity, status, opened_on, days_open, is_open_now,
                acknowledged_by, owner_role, playbook_id, action_zh, action_en
            ) values (?, ?, '2017-12-31', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 9, ?, ?, ?, ?, ?, ?)
            """,
            list(row),
        )


def _stages(doors: int | None, counted: tuple[int, int, int]) -> list[tuple]:
    """The rows of an entry, each rate over the stage before."""
    no_doors = "no_footfall_of_an_entry"
    rows: list[tuple] = [
        (1, "footfall", None, doors, None if doors else no_doors, None, None, None, None, None)
    ]
    before = doors
    names = ("effective_reach", "new_members", "reachable")
    for number, (stage, count) in enumerate(zip(names, counted, strict=True), start=2):
        why = no_doors if before is None else None if before else "empty_denominator"
        known = (None, None) if before is None else (count, before)
        rows.append(
            (number, stage, stage, count, None, stage, *known, count / before if before else None, why)
        )
        before = count
    return rows


def _alerts() -> list[tuple]:
    reach = (
        "bound:redemption_rate",
        "ALL",
        "核销太少",
        "Few redeem",
        "redemption_rate",
        "ALL",
        "all",
        "all",
    )
    told = ("operations_lead", "PB-AGAIN", "先补发，再看名单", "Send again, then look at the list")
    crossed = (10, 0.41, 0.5, "critical", "acknowledged", date(2017, 12, 3), True, "member_data")
    closed = (10, 0.11, 0.5, "critical", "closed", date(2017, 12, 1), False, None)
    return [(*reach, *crossed, *told), (*reach, *closed, *told), *(_silent(number) for number in range(1, 9))]


def _silent(number: int) -> tuple:
    """A leader without orders, of a rule that has no metric and a role that has no name."""
    who = f"L{number}"
    return (
        "leader:no_orders", who, "团长零单", "No orders", None, "ALL", "leader", who, None, 0.0, 1.0,
        "warning", "ongoing", date(2017, 12, number), True, None, "nobody_known",
        "PB-NOBODY-WROTE", "打电话", "Call them",
    )  # fmt: skip
