"""Published tables of outreach, benefits and events as they are published, to be filled by a test."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from reports.document import Cell, Chart, Page, Table

AS_OF, MONTH, BEFORE = date(2026, 6, 30), date(2026, 6, 1), date(2026, 5, 1)
HOSTILE = "<script>alert(1)</script>"
COLUMNS = {
    "ops.publish_log": """
        version varchar, run_id varchar, git_revision varchar, published_at timestamp, as_of_date
        date, data_through date, definition_hash varchar, table_count bigint, row_count bigint,
        rows_per_table varchar
    """,
    "core.dim_mall": """
        mall_id varchar, valid_from date, valid_to date, is_current boolean, is_last_known boolean,
        mall_name varchar, mall_type varchar, timezone varchar, business_day_cut_hour bigint,
        open_hour bigint, close_hour bigint, parking_codes varchar, currency varchar
    """,
    "core.dim_community": """
        community_id varchar, valid_from date, valid_to date, is_current boolean, is_last_known
        boolean, name varchar, tier varchar, households bigint
    """,
    "core.dim_group": """
        chat_id varchar, valid_from date, valid_to date, is_current boolean, is_last_known boolean,
        mall_id varchar, group_type varchar, staff_id varchar
    """,
    "core.dim_staff": """
        staff_id varchar, valid_from date, valid_to date, is_current boolean, is_last_known boolean,
        mall_id varchar, role varchar, shop_id varchar, phone_hash varchar
    """,
    "core.dim_layer": """
        layer varchar, layer_rank integer, name_en varchar, name_zh varchar, conversion_layer
        varchar, conversion_name_zh varchar, strategy_code varchar, goal varchar, next_best_step
        varchar, touch_cap_per_week integer
    """,
    "core.dim_benefit": """
        benefit_id varchar, valid_from date, valid_to date, is_current boolean, is_last_known
        boolean, campaign_id varchar, name varchar, benefit_class varchar, benefit_type varchar,
        face_value_fen bigint, unit_cost_fen bigint, bearer varchar, stock_id varchar, quota bigint,
        valid_days bigint, trigger varchar, cap_issue_fen bigint, cap_member_month_fen bigint,
        cap_month_fen bigint, pack_id varchar
    """,
    "kpi.dim_metric": """
        metric_id varchar, valid_from date, name_zh varchar, name_en varchar, definition varchar,
        numerator_definition varchar, denominator_definition varchar, requirement_rows varchar,
        covered_as varchar, parameters varchar, owner_role varchar, unit varchar, direction varchar,
        warn double, critical double, proxy varchar, evidence varchar, window_days integer, feeds
        varchar, dimensions varchar, definition_hash varchar, valid_to date
    """,
    "kpi.kpi_value": """
        metric_id varchar, period_kind varchar, period_start date, mall_id varchar, dimension
        varchar, dimension_value varchar, numerator bigint, denominator bigint, value double, unit
        varchar, is_mature boolean, null_reason varchar, as_of_date date, definition_hash varchar,
        run_id varchar, window_days integer
    """,
    "kpi.touch_policy_daily": """
        business_date date, rule varchar, object_kind varchar, object_id varchar, mall_id varchar,
        layer varchar, observed bigint, limit_value bigint, is_breach boolean
    """,
    "kpi.content_rhythm_weekly": """
        week_start date, chat_id varchar, rule varchar, mall_id varchar, group_type varchar,
        owner_userid varchar, is_whole_week boolean, observed bigint, lower_limit bigint,
        upper_limit bigint, is_breach boolean
    """,
    "kpi.sop_timer_daily": """
        business_date date, timer varchar, case_id varchar, mall_id varchar, staff_id varchar,
        person_id varchar, started_at timestamp, done_at timestamp, observed_hours double,
        limit_hours double, is_met boolean, is_breach boolean
    """,
    "kpi.benefit_roi_monthly": """
        benefit_id varchar, month_start date, name varchar, campaign_id varchar, benefit_class
        varchar, benefit_type varchar, bearer varchar, is_over boolean, issued bigint, state_issued
        bigint, state_claimed bigint, state_redeemed bigint, state_expired bigint, state_cancelled
        bigint, state_refunded bigint, issued_in_month bigint, quota bigint, over_issued bigint,
        redemptions bigint, cost_fen bigint, cost_mall_fen bigint, cost_merchant_fen bigint,
        cost_platform_fen bigint, run_out bigint, run_out_redeemed bigint, redemption_rate double,
        rate_of varchar, committed_fen bigint, committed_null_reason varchar, cap_issue_fen bigint,
        cap_member_month_fen bigint, cap_month_fen bigint, unit_cost_fen bigint,
        max_member_spent_fen bigint, max_member_committed_fen bigint, members_over_cap bigint,
        is_issue_breach boolean, is_member_breach boolean, is_month_breach boolean, is_blocked
        boolean, redemptions_with_ticket bigint, attributed_fen bigint, halo_fen bigint, roi double,
        roi_null_reason varchar, experiment_id varchar, incremental_gmv_fen double,
        incremental_cost_fen bigint, incremental_ratio double, incremental_ratio_low double,
        incremental_ratio_high double, incremental_null_reason varchar, is_weak boolean,
        is_to_retire boolean
    """,
    "kpi.points_liability_monthly": """
        month_start date, mall_id varchar, opening_points bigint, earned_points bigint,
        adjusted_points bigint, used_points bigint, expired_points bigint, clawed_back_points
        bigint, closing_points bigint, used_cost_fen bigint, inflated_points bigint, inflation_rate
        double, live_points bigint, settlement_points bigint, live_value_fen bigint, expected_points
        bigint, liability_fen bigint, breakage_points bigint, breakage_fen bigint, null_reason
        varchar, point_value_fen integer, horizon_months integer
    """,
    "kpi.points_age_monthly": """
        month_start date, mall_id varchar, age_band varchar, live_points bigint, redeemed_points
        bigint, observed_points bigint, redemption_rate double, expected_points bigint,
        liability_fen bigint, null_reason varchar
    """,
    "kpi.member_day_pack": """
        campaign_id varchar, pack_id varchar, layer varchar, mall_id varchar, month_start date,
        last_on date, members bigint, is_mature boolean, members_come bigint, attendance_rate
        double, tickets bigint, net_fen bigint, ticket_fen double, other_members bigint,
        other_members_come bigint, other_attendance_rate double, other_tickets bigint, other_net_fen
        bigint, other_ticket_fen double, null_reason varchar, other_null_reason varchar, evidence
        varchar, experiment_id varchar, n_control bigint, added_attendance double,
        added_attendance_low double, added_attendance_high double, added_null_reason varchar,
        added_net_fen double, added_net_low_fen double, added_net_high_fen double,
        added_net_null_reason varchar
    """,
    "kpi.event_report": """
        event_id varchar, name varchar, mall_id varchar, community_id varchar, campaign_id varchar,
        event_kind varchar, ring varchar, cadence varchar, theme varchar, template_id varchar, node
        varchar, held_on date, capacity bigint, preheat_days bigint, preview_late_days bigint,
        sign_up_late_days bigint, is_loop_closed boolean, is_theme_repeated boolean, reached_persons
        bigint, reached_sign_ups bigint, sign_up_rate double, sign_up_rate_null_reason varchar,
        sign_ups bigint, sign_ups_come bigint, attendance_rate double, attendance_rate_null_reason
        varchar, attendees bigint, known_attendees bigint, redeeming_attendees bigint,
        redemption_rate double, redemption_rate_null_reason varchar, redemptions bigint,
        attributed_fen bigint, halo_fen bigint, attributed_margin_fen bigint, cost_media_fen bigint,
        cost_goods_fen bigint, cost_labour_fen bigint, cost_message_fen bigint, cost_benefit_fen
        bigint, cost_venue_fen bigint, cost_coupon_fen bigint, cost_own_lines_fen bigint, cost_fen
        bigint, cost_per_attendee_fen double, attributed_roi double, attributed_roi_null_reason
        varchar, experiment_id varchar, evidence varchar, n_treat bigint, n_control bigint,
        fixed_cost_fen bigint, added_margin_fen bigint, incremental_roi double, added_margin_low_fen
        bigint, incremental_roi_low double, added_margin_high_fen bigint, incremental_roi_high
        double, incremental_roi_null_reason varchar, roi_label varchar, visiting_30d bigint,
        buying_30d bigint, net_fen_30d bigint, outcome_30d_null_reason varchar, visiting_60d bigint,
        buying_60d bigint, net_fen_60d bigint, outcome_60d_null_reason varchar, visiting_90d bigint,
        buying_90d bigint, net_fen_90d bigint, outcome_90d_null_reason varchar, nps_answers bigint,
        nps double, as_of_date date
    """,
    "kpi.community_roi": """
        month_start date, program_kind varchar, programme_id varchar, events bigint, participants
        bigint, matched_participants bigint, window_days integer, cost_fen bigint, added_margin_fen
        bigint, added_margin_low_fen bigint, added_margin_high_fen bigint, roi double, roi_low
        double, roi_high double, added_margin_so_far_fen bigint, cost_so_far_fen bigint, roi_so_far
        double, roi_so_far_low double, roi_so_far_high double, null_reason varchar
    """,
}


def made(path: Path) -> duckdb.DuckDBPyConnection:
    """A file with all of the tables, an edition and two malls; the test puts in the rows."""
    con = duckdb.connect(str(path))
    for schema in ("core", "kpi", "ops"):
        con.execute(f"create schema {schema}")
    for table, columns in COLUMNS.items():
        con.execute(f"create table {table} ({columns})")
    put(con, "ops.publish_log", version="v1", run_id="r1", as_of_date=AS_OF, data_through=AS_OF)
    for mall_id, name in (("M01", "Harbour"), ("M02", "Meadow")):
        put(con, "core.dim_mall", mall_id=mall_id, mall_name=name, currency="CNY", is_current=True)
    for rank, layer, zh in ((1, "active", "活跃"), (2, "silent", "沉默")):
        put(con, "core.dim_layer", layer=layer, layer_rank=rank, name_zh=zh, name_en=layer.title())
    return con


def put(con: duckdb.DuckDBPyConnection, table: str, **row: object) -> None:
    """One row; what is not told is NULL."""
    marks = ", ".join("?" * len(row))
    con.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values()))


def metric(con: duckdb.DuckDBPyConnection, metric_id: str, unit: str) -> None:
    """A metric of the registry in force."""
    put(
        con, "kpi.dim_metric", metric_id=metric_id, valid_from=BEFORE, name_zh=metric_id, name_en=metric_id,
        unit=unit, definition="What it is.", denominator_definition="All of them", direction="down",
    )  # fmt: skip


def figure(con: duckdb.DuckDBPyConnection, metric_id: str, kind: str, start: date, **more: object) -> None:
    """A figure of a metric, of all unless told otherwise."""
    told = {"mall_id": "ALL", "dimension": "all", "dimension_value": "all", **more}
    put(con, "kpi.kpi_value", metric_id=metric_id, period_kind=kind, period_start=start, **told)


def table(page: Page, name: str) -> Table:
    """A table of the page by its name."""
    return next(one for one in page.tables if one.name == name)


def column(page: Page, name: str, column_name: str) -> list[Cell]:
    """The cells of a column of a table, from top to bottom."""
    held = table(page, name)
    told = next(one for one in held.columns if one.name == column_name)
    return [told.cell(row) for row in held.rows]


def values(page: Page, name: str, column_name: str) -> list[object]:
    """What stands in a column."""
    return [cell.value for cell in column(page, name, column_name)]


def charts(page: Page) -> list[str]:
    """Names of what is drawn."""
    return [one.name for one in page.blocks if isinstance(one, Chart)]
