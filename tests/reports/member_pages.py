"""A small published file with the tables that the pages of members read, row by row as a test wants them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
HOSTILE = '</span><script>alert("x")</script><img src=https://example.invalid/a.png>'
SCHEMA = """
create schema core; create schema kpi; create schema ops;
create table kpi.kpi_value (
    metric_id varchar, period_kind varchar, period_start date, mall_id varchar, dimension varchar,
    dimension_value varchar, numerator bigint, denominator bigint, value double, unit varchar,
    is_mature boolean, null_reason varchar, as_of_date date, definition_hash varchar,
    run_id varchar, window_days integer
);
create table kpi.dim_metric (
    metric_id varchar, valid_from date, name_zh varchar, name_en varchar, definition varchar,
    numerator_definition varchar, denominator_definition varchar, requirement_rows varchar,
    covered_as varchar, parameters varchar, owner_role varchar, unit varchar, direction varchar,
    warn double, critical double, proxy varchar, evidence varchar, window_days integer,
    feeds varchar, dimensions varchar, definition_hash varchar, valid_to date
);
create table core.dim_layer (
    layer varchar, layer_rank integer, name_en varchar, name_zh varchar, conversion_layer varchar,
    conversion_name_zh varchar, strategy_code varchar, goal varchar, next_best_step varchar,
    touch_cap_per_week integer
);
create table core.dim_mall (
    mall_id varchar, valid_from date, valid_to date, is_current boolean, is_last_known boolean,
    mall_name varchar, mall_type varchar, timezone varchar, business_day_cut_hour bigint,
    open_hour bigint, close_hour bigint, parking_codes varchar, currency varchar
);
create table kpi.layer_migration_monthly (
    month_start date, mall_id varchar, layer_from varchar, layer_to varchar, layer_to_rank integer,
    numerator bigint, denominator bigint, value double, is_mature boolean, null_reason varchar,
    as_of_date date
);
create table kpi.ring_transition_monthly (
    month_start date, mall_id varchar, ring_from varchar, ring_to varchar, ring_to_rank integer,
    numerator bigint, denominator bigint, value double, is_mature boolean, null_reason varchar,
    as_of_date date
);
create table kpi.rfm_segment_monthly (
    month_start date, mall_id varchar, segment varchar, numerator bigint, denominator bigint,
    value double, spend_365d_fen bigint
);
create table kpi.cohort_retention (
    cohort_kind varchar, cohort_month date, mall_id varchar, age_months integer, numerator bigint,
    denominator bigint, value double, cohort_members bigint, is_mature boolean,
    null_reason varchar, as_of_date date
);
create table kpi.mall_focus_monthly (
    month_start date, mall_id varchar, mall_type varchar, metric_id varchar, weight double,
    numerator bigint, denominator bigint, value double, is_mature boolean, null_reason varchar,
    as_of_date date
);
create table kpi.member_asset_statement (
    month_start date, mall_id varchar, asset varchar, position integer, name_zh varchar,
    name_en varchar, opening bigint, added bigint, reactivated bigint, lost bigint, deleted bigint,
    closing bigint, is_mature boolean, null_reason varchar, as_of_date date
);
create table ops.identity_health (day date, measure varchar, detail varchar, observed bigint);
create table ops.identity_coverage (
    source_feed varchar, business_date date, touchpoints bigint, touchpoints_with_identifier bigint,
    touchpoints_with_member bigint, touchpoints_late bigint, member_share double
);
create table ops.identity_review (
    member_uid varchar, why varchar, identifiers bigint, anchors bigint, decided_on date
);
create table ops.publish_log (
    version varchar, run_id varchar, git_revision varchar, published_at timestamp, as_of_date date,
    data_through date, definition_hash varchar, table_count bigint, row_count bigint,
    rows_per_table varchar
);
"""
EDITION = """
insert into ops.publish_log by name
select 'v1' as version, 'r1' as run_id, timestamp '2026-07-01 03:00:00' as published_at,
    date '2026-06-30' as as_of_date, date '2026-06-30' as data_through
"""
Row = dict[str, Any]


def make(path: Path, **tables: list[Row]) -> Path:
    """Write the file; tables are named with two underscores for the dot, columns not told stay empty."""
    with duckdb.connect(str(path)) as con:
        con.begin()
        con.execute(SCHEMA)
        con.execute(EDITION)
        for name, rows in tables.items():
            for row in rows:
                columns, marks = ", ".join(row), ", ".join("?" * len(row))
                table = name.replace("__", ".")
                con.execute(f"insert into {table} ({columns}) values ({marks})", list(row.values()))
        con.commit()
    return path


def metric(metric_id: str, unit: str = "ratio", direction: str = "up", rows: str = "", **more: str) -> Row:
    """A metric of the registry."""
    return {
        "metric_id": metric_id, "name_zh": f"{metric_id} 指标", "name_en": f"Metric {metric_id}",
        "unit": unit, "direction": direction, "requirement_rows": rows,
        "definition": f"How {metric_id} is meant.",
        "numerator_definition": "above", "denominator_definition": "below", "valid_from": MAY,
    } | more  # fmt: skip


def figure(
    metric_id: str,
    month: date,
    numerator: int | None,
    denominator: int | None,
    value: float | None,
    **more: Any,
) -> Row:
    """A monthly figure, undivided and of all malls unless told otherwise."""
    return {
        "metric_id": metric_id, "period_kind": "month", "period_start": month, "mall_id": "ALL",
        "dimension": "all", "dimension_value": "all", "numerator": numerator, "denominator": denominator,
        "value": value, "unit": "ratio",
    } | more  # fmt: skip


def mall(mall_id: str, name: str) -> Row:
    """A mall of today."""
    return {
        "mall_id": mall_id, "mall_name": name, "currency": "CNY", "is_current": True, "is_last_known": True,
        "valid_from": MAY,
    }  # fmt: skip


LAYERS = [
    {"layer": "joined_inactive", "layer_rank": 2, "name_en": "Joined but not active",
     "name_zh": "已入会未活跃", "conversion_layer": "new_customer", "conversion_name_zh": "新客",
     "strategy_code": "first_action", "goal": "first visit after joining", "next_best_step": "claim_coupon",
     "touch_cap_per_week": 4},
    {"layer": "visitor_not_joined", "layer_rank": 1, "name_en": "Visited but not joined",
     "name_zh": "首访未入会", "conversion_layer": "new_customer", "conversion_name_zh": "新客",
     "strategy_code": "welcome", "goal": "join", "next_best_step": "join", "touch_cap_per_week": 2},
    {"layer": "silent", "layer_rank": 6, "name_en": "Silent or at risk", "name_zh": "沉默/流失预警",
     "conversion_layer": "dormant", "conversion_name_zh": "沉睡", "strategy_code": "wake",
     "goal": "return visit", "next_best_step": "return_offer", "touch_cap_per_week": 1},
]  # fmt: skip
