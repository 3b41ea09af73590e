"""A small published file made by hand: the columns of the contract, figures of every kind."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb

DATA_THROUGH = date(2017, 12, 31)

# metric, family, name in Chinese and English, unit, requirement rows, typical value, denominator, reason when missing
METRICS = [
    ("new_friends", "asset", "新增好友数", "New friends", "count", "21,217", None, None, "feed_absent:wecom_contact_event"),
    ("group_join_rate", "asset", "入群率", "Group join rate", "ratio", "22,217", None, None,
     "feed_absent:wecom_group_event,wecom_contact_event"),
    ("valid_reach_rate", "asset", "有效触达率", "Valid reach rate", "ratio", "56,217", 0.934, 1204, None),
    ("open_rate", "interaction", "打开点击率", "Open and click rate", "ratio", "217", None, None, "feed_absent:app_event"),
    ("group_interaction", "interaction", "群互动率", "Group interaction rate", "ratio", "217", None, None,
     "feed_absent:wecom_chat_meta"),
    ("task_completion", "interaction", "任务完成率", "Task completion rate", "ratio", "217", None, None, "empty_denominator"),
    ("visitors", "monetisation", "到店会员数", "Visiting members", "count", "217", 1187, 1, None),
    ("redemption_rate", "monetisation", "到店核销率", "Redemption rate", "ratio", "52,217", 0.087, 640, None),
    ("repurchase_30d", "monetisation", "30 天复购率", "30-day repurchase rate", "ratio", "168,217", 0.71, 1320, "immature"),
    ("gmv", "monetisation", "会员消费额", "Member sales", "fen", "217", 8_765_432, 1, None),
    ("repurchase_60d", None, "60 天复购率", "60-day repurchase rate", "ratio", "168", 0.83, 1320, "immature"),
    ("repurchase_90d", None, "90 天复购率", "90-day repurchase rate", "ratio", "169", 0.64, 210, "immature"),
    ("visit_interval", None, "到场间隔", "Days between visits", "days", "91", 6.4, 1, None),
]  # fmt: skip

SCHEMA = """
create schema core; create schema kpi; create schema ops;
create table ops.publish_log (
    version varchar, run_id varchar, git_revision varchar, published_at timestamp, data_through date,
    definition_hash varchar
);
create table core.dim_mall (mall_id varchar, mall_name varchar, currency varchar, is_current boolean);
create table kpi.dim_metric (
    metric_id varchar, name_zh varchar, name_en varchar, definition varchar, numerator_definition varchar,
    denominator_definition varchar, requirement_rows varchar, parameters varchar, owner_role varchar,
    unit varchar, direction varchar, valid_to date
);
create table kpi.kpi_value (
    metric_id varchar, period_kind varchar, period_start date, mall_id varchar, dimension varchar,
    dimension_value varchar, numerator double, denominator double, value double, null_reason varchar
);
create table kpi.weekly_board (
    week_start date, mall_id varchar, family varchar, position integer, metric_id varchar,
    numerator double, denominator double, value double, null_reason varchar
);
create table kpi.cohort_retention (
    cohort_month date, mall_id varchar, age integer, numerator double, denominator double, value double,
    null_reason varchar
);
"""


def make(path: Path, malls: dict[str, str] | None = None) -> Path:
    """Write a published file of a year for these malls (id: name)."""
    malls = malls or {"cj": "Complete Journey"}
    con = duckdb.connect(str(path))
    con.execute(SCHEMA)
    con.execute(
        "insert into ops.publish_log values ('2017-12-31-1', '2017-12-31-0a1b2c3d4e', 'f8e69eb0c1d2',"
        " timestamp '2026-01-01 00:00:00', $1, 'd41d8cd98f00b204')",
        [DATA_THROUGH],
    )
    con.executemany("insert into core.dim_mall values (?, ?, 'CNY', true)", list(malls.items()))
    con.executemany("insert into kpi.dim_metric values (?, ?, ?, ?, ?, ?, ?, ?, 'operations_lead', ?, 'up', null)", [
        (m[0], m[2], m[3], f"How {m[3].lower()} is meant.", "What is counted above the line",
         "What is counted below the line", m[5], '{"refund_reversal_days": 30}', m[4])
        for m in METRICS
    ])  # fmt: skip
    con.executemany("insert into kpi.kpi_value values (?, 'month', ?, ?, 'all', 'all', ?, ?, ?, ?)",
                    [row for mall in ("ALL", *malls) for row in _values(mall, [date(2017, m, 1) for m in range(1, 13)])])  # fmt: skip
    places = {m[0]: (m[1], index) for index, m in enumerate(METRICS) if m[1]}
    mondays = [date(2017, 10, 2) + timedelta(weeks=week) for week in range(14)]
    con.executemany(
        "insert into kpi.weekly_board values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (start, mall, *places[metric], metric, *rest)
            for mall_id in ("ALL", *malls)
            for metric, start, mall, *rest in _values(mall_id, mondays)
            if metric in places
        ],
    )
    con.executemany("insert into kpi.cohort_retention values (?, ?, ?, ?, ?, ?, ?)", list(_cohorts(["ALL", *malls])))
    con.close()
    return path


def _values(mall: str, starts: list[date]) -> Iterator[tuple[object, ...]]:
    for index, metric in enumerate(METRICS):
        for place, start in enumerate(starts):
            typical, size, why = metric[6:]
            if why == "immature" and start > date(2017, 11, 20):
                yield metric[0], start, mall, None, None, None, f"immature_until:{start + timedelta(days=61)}"
            elif typical is None:
                yield metric[0], start, mall, None, None, None, why
            else:
                value = typical * (1 + 0.12 * math.sin(place * (1 + index % 3) + index))
                value = round(value) if metric[4] in {"count", "fen"} else round(value, 4)
                yield metric[0], start, mall, round(value * size), size, value, None


def _cohorts(malls: list[str]) -> Iterator[tuple[object, ...]]:
    for mall in malls:
        for joined in range(1, 13):
            members = round(1560 * 0.55 ** (joined - 1)) + 31
            for age in range(13):
                start = date(2017, joined, 1)
                if joined + age > 12:
                    yield start, mall, age, None, None, None, f"immature_until:2018-{joined + age - 12:02d}-28"
                    continue
                kept = members if age == 0 else round(members * (0.82 - 0.02 * age) * (1 - 0.03 * joined))
                yield start, mall, age, kept, members, kept / members, None
