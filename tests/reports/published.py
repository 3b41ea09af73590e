"""A small published file made by hand: the columns of the contract, figures of every kind."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import duckdb

from reports.checks import Check
from reports.store import Edition
from tests.reports.board import add_board
from tests.reports.experiments import add_experiments

DATA_THROUGH = date(2017, 12, 31)
AS_OF = date(2018, 1, 1)
# A guard that the page knows no words for, of a name that is no text.
HOSTILE_GUARD = "<script>alert(1)</script>"


class Example(NamedTuple):
    """A metric of the example: what it is, and what its figures look like."""

    metric_id: str
    family: str | None
    name_zh: str
    name_en: str
    unit: str
    rows: str
    typical: float | None = None
    denominator: int | None = None
    missing: str | None = None


ASSETS, INTERACTION, CONVERSION = "assets", "interaction", "conversion"
FAMILY_ZH = {ASSETS: "资产", INTERACTION: "互动", CONVERSION: "变现"}
NO_FRIENDS = "feed_absent:wecom_contact_event"
NO_GROUPS = "feed_absent:wecom_group_event,wecom_contact_event"
NO_CLICKS = "not_in_registry"
NO_CHATS = "feed_absent:wecom_chat_meta"
NO_TASKS = "empty_denominator"
MATURING = "immature"

METRICS = [
    Example("new_friends", ASSETS, "新增好友数", "New friends", "count", "21,217", missing=NO_FRIENDS),
    Example("group_join_rate", ASSETS, "入群率", "Group join rate", "ratio", "22,217", missing=NO_GROUPS),
    Example("valid_reach_rate", ASSETS, "有效触达率", "Valid reach rate", "ratio", "56,217", 0.934, 1204),
    Example("open_rate", INTERACTION, "打开点击率", "Open rate", "ratio", "217", missing=NO_CLICKS),
    Example("group_interaction", INTERACTION, "群互动率", "Group talk", "ratio", "217", missing=NO_CHATS),
    Example("task_completion", INTERACTION, "任务完成率", "Tasks done", "ratio", "217", missing=NO_TASKS),
    Example("visitors", CONVERSION, "到店会员数", "Visiting members", "count", "217", 1187),
    Example("redemption_rate", CONVERSION, "到店核销率", "Redemption rate", "ratio", "52,217", 0.087, 640),
    Example("repurchase_30d", CONVERSION, "30 天复购", "30-day rate", "ratio", "168", 0.71, 1320, MATURING),
    Example("gmv", CONVERSION, "会员消费额", "Member sales", "fen", "217", 8_765_432),
    Example("repurchase_60d", None, "60 天复购率", "60-day rate", "ratio", "168", 0.83, 1320, MATURING),
    Example("repurchase_90d", None, "90 天复购率", "90-day rate", "ratio", "169", 0.64, 210, MATURING),
    Example("visits_per_visitor", None, "人均到场次数", "Visits per visitor", "ratio", "167", 2.31, 900),
    Example("visit_interval", None, "到场间隔", "Days between visits", "days", "91", 6.4),
]

EDITION = """
insert into ops.publish_log values (
    '2017-12-31-1', '2017-12-31-0a1b2c3d4e', 'f8e69eb0c1d2', timestamp '2026-01-01 00:00:00',
    ?, ?, 'd41d8cd98f00b204'
)
"""

SCHEMA = """
create schema core; create schema kpi; create schema ops;
create table ops.publish_log (
    version varchar, run_id varchar, git_revision varchar, published_at timestamp, as_of_date date,
    data_through date, definition_hash varchar
);
create table core.dim_mall (mall_id varchar, mall_name varchar, currency varchar, is_current boolean);
create table kpi.dim_metric (
    metric_id varchar, name_zh varchar, name_en varchar, definition varchar, numerator_definition varchar,
    denominator_definition varchar, requirement_rows varchar, parameters varchar, owner_role varchar,
    unit varchar, direction varchar, valid_to date, valid_from date, definition_hash varchar
);
create table kpi.kpi_value (
    metric_id varchar, period_kind varchar, period_start date, mall_id varchar, dimension varchar,
    dimension_value varchar, unit varchar, numerator double, denominator double, value double,
    null_reason varchar
);
create table kpi.weekly_board (
    week_start date, mall_id varchar, position integer, family varchar, family_zh varchar, metric_id varchar,
    name_zh varchar, name_en varchar, unit varchar, previous_value double,
    numerator double, denominator double, value double, null_reason varchar
);
create table ops.check_result (
    run_id varchar, seq bigint, stage varchar, subject varchar, check_name varchar, severity varchar,
    passed boolean, observed varchar, owner varchar
);
insert into ops.check_result values
    ('r1', 0, 'raw', 'pos_sales', 'tickets_are_whole', 'critical', true, '0 unexpected', 'operations_lead'),
    ('r1', 1, 'dbt', 'core/dim_member', 'unique_grain_dim_member', 'critical', true, NULL, NULL),
    ('r1', 2, 'gate', 'kpi.kpi_value', 'shares_sum_to_one', 'critical', true, '0 unexpected', 'member_data'),
    ('r1', 3, 'gate', 'kpi.kpi_value', 'last_week_is_near_the_usual', 'warning', false, '2 unexpected of 40',
        'operations_lead');
create table ops.identity_health (day date, measure varchar, detail varchar, observed bigint);
create table ops.identity_coverage (
    source_feed varchar, business_date date, touchpoints bigint, touchpoints_with_identifier bigint,
    touchpoints_with_member bigint, member_share double
);
create table ops.identity_review (
    member_uid varchar, why varchar, identifiers bigint, anchors bigint, decided_on date
);
create table kpi.kpi_restatement (
    version varchar, metric_id varchar, period_kind varchar, period_start date, mall_id varchar,
    dimension varchar, old_value double, old_null_reason varchar, new_value double, new_null_reason varchar,
    causes varchar, as_of_date date
);
create table kpi.cohort_retention (
    cohort_kind varchar, cohort_month date, mall_id varchar, age_months integer, cohort_members bigint,
    numerator bigint, denominator bigint, value double, null_reason varchar
);
"""


EARLIER, LATER, LONG_AGO = date(2017, 12, 27), date(2018, 1, 1), date(2017, 12, 24)
# Told of the same week twice; too long ago; of a day; there and back.
RESTATED = [
    ("v1", "gmv", "week", 100.0, 200.0, "late_data", EARLIER),
    ("v2", "gmv", "week", 200.0, 300.0, "identity_merge,late_data", LATER),
    ("v0", "repurchase_30d", "week", 777.0, 778.0, "late_data", LONG_AGO),
    ("v2", "gmv", "day", 888.0, 889.0, "late_data", LATER),
    ("v1", "visitors", "week", 66.0, 67.0, "late_data", EARLIER),
    ("v2", "visitors", "week", 67.0, 66.0, "identity_split", LATER),
]


MONTHS = [date(2017, month, 1) for month in range(1, 13)]
MONDAYS = [date(2017, 10, 2) + timedelta(weeks=week) for week in range(14)]


def make(path: Path, malls: dict[str, str] | None = None) -> Path:
    """Write a published file of a year for these malls (id: name)."""
    malls = malls or {"cj": "Complete Journey"}
    places = ["ALL", *malls]
    with duckdb.connect(str(path)) as con:
        con.begin()  # or every row is a write of its own to the disk
        con.execute(SCHEMA)
        add_experiments(con)
        add_board(con)
        con.execute(EDITION, [AS_OF, DATA_THROUGH])
        _insert(con, "core.dim_mall", [(mall, name, "CNY", True) for mall, name in malls.items()])
        _insert(con, "kpi.dim_metric", [_described(metric) for metric in METRICS])
        _insert(con, "kpi.kpi_value", [row for mall in places for row in _monthly(mall)])
        _insert(con, "kpi.weekly_board", [row for mall in places for row in _weekly(mall)])
        _insert(con, "ops.identity_health", list(_identity()))
        _insert(con, "ops.identity_coverage", list(_coverage()))
        _insert(con, "kpi.kpi_restatement", [_restated(*row) for row in RESTATED])
        _insert(con, "kpi.cohort_retention", [row for mall in places for row in _cohorts(mall)])
        con.commit()
    return path


def refused_night() -> tuple[Edition, list[Check]]:
    """A night that its checks held back."""
    checks = [
        Check(
            "raw", "pos_sales", "days_are_days", "critical", "member_data", False, "12 unexpected of 4,210"
        ),
        Check(
            "dbt", "core/fct_purchase", "unique_grain_fct_purchase_ticket_id", "critical", "", False, "Got 3"
        ),
        Check("gate", "kpi.alert", "few_are_open", "warning", "operations_lead", False, "9 unexpected of 9"),
        Check("gate", "kpi.kpi_value", "grain_is_unique", "critical", "member_data", True, "0 unexpected"),
    ]
    return Edition("—", "r9", "", AS_OF, None, ""), checks


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: list[tuple]) -> None:
    con.executemany(f"insert into {table} values ({', '.join('?' * len(rows[0]))})", rows)


def _restated(version: str, metric: str, kind: str, old: float, new: float, *rest: object) -> tuple:
    return version, metric, kind, date(2017, 12, 4), "ALL", "all", old, None, new, None, *rest


def _described(metric: Example) -> tuple:
    below = "none" if metric.denominator is None else "What is counted below the line"
    return (
        metric.metric_id, metric.name_zh, metric.name_en, f"How {metric.name_en.lower()} is meant.",
        "What is counted above the line", below, metric.rows, '{"refund_reversal_days": 30}',
        "operations_lead", metric.unit, "up", None, date(2017, 1, 1), "0a1b2c3d4e5f60718293",
    )  # fmt: skip


def _monthly(mall: str) -> Iterator[tuple]:
    for metric in METRICS:
        for place, start in enumerate(MONTHS):
            yield (
                metric.metric_id,
                "month",
                start,
                mall,
                "all",
                "all",
                metric.unit,
                *_figure(metric, place, start),
            )


def _weekly(mall: str) -> Iterator[tuple]:
    for position, metric in enumerate((metric for metric in METRICS if metric.family), start=1):
        named = (metric.metric_id, metric.name_zh, metric.name_en, metric.unit)
        previous = None
        for place, start in enumerate(MONDAYS):
            figure = _figure(metric, place, start)
            yield start, mall, position, metric.family, FAMILY_ZH[metric.family], *named, previous, *figure
            previous = figure[2]


def _figure(metric: Example, place: int, start: date) -> tuple:
    """Numerator, denominator, value, reason: a wave around the typical value, every metric its own."""
    if metric.missing == MATURING and start > date(2017, 11, 20):
        return None, None, None, f"immature_until:{start + timedelta(days=61)}"
    if metric.typical is None:
        return None, None, None, metric.missing
    wave = METRICS.index(metric)
    value = metric.typical * (1 + 0.12 * math.sin(place * (1 + wave % 3) + wave))
    value = round(value) if metric.unit in {"count", "fen"} else round(value, 4)
    below = metric.denominator
    return round(value * (below or 1)), below, value, None


def _cohorts(mall: str) -> Iterator[tuple]:
    for kind, ease in (("first_purchase", 0.9), ("join", 1.0)):
        for joined in MONTHS:
            members = round(1560 * 0.55 ** (joined.month - 1)) + 31
            for age in range(13 - joined.month):
                share = ease if age == 0 else ease * (0.82 - 0.02 * age) * (1 - 0.03 * joined.month)
                active = round(members * share)
                figure = (active, members, active / members, None)
                if joined.month + age == 12:
                    figure = (None, None, None, "immature_until:2018-01-31")
                yield kind, joined, mall, age, members, *figure


def _identity() -> Iterator[tuple]:
    """Changes and plates of a month, and what stands on the as-of day."""
    for back in range(30):
        day = AS_OF - timedelta(days=back)
        for place, measure in enumerate(("members_new", "members_merged", "members_split")):
            yield day, measure, "all", (30 - back) * (3 - place)
        yield day, "plates_seen", "all", 400 + back
        yield day, "plates_unbound", "all", 90 + back
    standing = {
        ("members", "all"): 12_345, ("review_queue", "all"): 7, ("identifiers_shared", "phone"): 210,
        ("guard_blocked", "blocked_value"): 4, ("guard_limited", "generic_value"): 11,
        ("guard_new_epoch", "recycled"): 23, ("steward_decisions", "must_link"): 2,
        ("guard_blocked", HOSTILE_GUARD): 1, ("households", "all"): 318,
    }  # fmt: skip
    for (measure, detail), observed in standing.items():
        yield AS_OF, measure, detail, observed


def _coverage() -> Iterator[tuple]:
    for place, feed in enumerate(("parking", "pos_sales", "wifi_portal")):
        for back in range(place, 20):
            touchpoints, known = 1000 + back, 300 * place + back
            yield feed, AS_OF - timedelta(days=back), touchpoints, known + 5, known, known / touchpoints
