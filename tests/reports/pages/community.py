"""Published tables of leaders and neighbourhoods as they are published, to be filled by a test."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

AS_OF, MONTH, BEFORE = date(2026, 6, 30), date(2026, 6, 1), date(2026, 5, 1)
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
    "kpi.leader_dashboard": """
        leader_id varchar, business_date date, orders bigint, buyers bigint, new_buyers bigint,
        paid_fen bigint, refunded_orders bigint, refund_fen bigint, net_fen bigint, month_net_fen
        bigint, month_commission_fen bigint, ratings bigint, stars bigint, complaints bigint,
        responses bigint
    """,
    "kpi.leader_scorecard_monthly": """
        leader_id varchar, month_start date, community_id varchar, community_tier varchar,
        declared_type varchar, is_resource boolean, is_social boolean, is_service boolean,
        ruled_types varchar, approved_on date, orders bigint, active_days bigint, buyers bigint,
        new_buyers bigint, known_buyers bigint, paid_fen bigint, refund_fen bigint, net_fen bigint,
        ratings bigint, stars bigint, sales_value double, sales_percentile double, sales_weight
        integer, growth_value double, growth_percentile double, growth_weight integer, service_value
        double, service_percentile double, service_weight integer, activity_value double,
        activity_percentile double, activity_weight integer, known_weight integer, score double,
        null_reason varchar, is_low boolean, low_months bigint, state varchar, state_since date,
        warned_on date, helped_on date, replace_candidate_on date, title varchar, complaints bigint,
        responses bigint, response_minutes bigint, trailing_ratings bigint, trailing_rating double,
        trailing_rating_null_reason varchar
    """,
    "kpi.leader_commission_monthly": """
        leader_id varchar, month_start date, settled_on date, is_settled boolean, commission_plan
        varchar, net_fen bigint, tier varchar, commission_fen bigint, adjusted_net_fen bigint,
        clawback_fen bigint, back_pay_fen bigint, statement_fen bigint, payout_fen bigint,
        null_reason varchar
    """,
    "kpi.leader_commission_tier": """
        leader_id varchar, month_start date, earned_month date, tier_no bigint, tier varchar,
        from_fen bigint, to_fen bigint, rate_bp bigint, net_fen bigint, net_before_fen bigint,
        base_fen bigint, base_before_fen bigint, settled_on date, is_settled boolean
    """,
    "kpi.building_heatmap_weekly": """
        week_start date, community_id varchar, building_no varchar, unit_type varchar,
        family_structure varchar, households bigint, orders bigint, buyers bigint, buying_households
        bigint, net_fen bigint, penetration double, is_withheld boolean, null_reason varchar
    """,
    "kpi.category_index_monthly": """
        month_start date, community_id varchar, category varchar, subcategory varchar, orders
        bigint, category_orders bigint, category_buyers bigint, share double, all_orders bigint,
        all_category_orders bigint, overall_share double, category_index double, is_withheld
        boolean, null_reason varchar
    """,
    "kpi.fulfilment_sla_daily": """
        business_date date, point_id varchar, community_id varchar, mode varchar, orders bigint,
        pickup_orders bigint, capacity bigint, is_over_capacity boolean, reallocated_orders bigint,
        reallocation_rate double, stale_orders bigint, stale_judged_orders bigint, stale_rate
        double, missed_orders bigint, missed_judged_orders bigint, missed_rate double,
        wait_hours_p90 double, express_in_time_orders bigint, express_judged_orders bigint,
        express_in_time_rate double, express_minutes_p90 double, oversold_orders bigint,
        stock_known_orders bigint, oversold_rate double
    """,
    "kpi.inventory_health_daily": """
        business_date date, location_id varchar, category varchar, opening_qty double, received_qty
        double, sold_qty double, lost_qty double, closing_qty double, stock_value_fen bigint,
        cogs_fen bigint, skus_on_hand bigint, skus_below_zero bigint, skus_judged bigint, slow_skus
        bigint, judged_value_fen bigint, slow_value_fen bigint, lag_known bigint, lag_late bigint,
        slow_sku_rate double, slow_value_rate double, lag_mean_seconds double, cogs_30d_fen bigint,
        stock_value_days_30d bigint, turns_per_year double, turns_null_reason varchar
    """,
    "kpi.loop_checklist_monthly": """
        month_start date, mall_id varchar, position integer, loop varchar, loop_zh varchar, item_zh
        varchar, item_en varchar, metric_id varchar, due bigint, done bigint, left_to_do bigint,
        done_rate double, is_mature boolean, null_reason varchar, playbook_id varchar
    """,
    "kpi.community_board_monthly": """
        month_start date, mall_id varchar, position integer, family varchar, family_zh varchar,
        metric_id varchar, name_zh varchar, name_en varchar, numerator bigint, denominator bigint,
        value double, previous_value double, value_change double, trend varchar, unit varchar,
        direction varchar, warn double, critical double, standing varchar, is_mature boolean,
        null_reason varchar, as_of_date date
    """,
}


def made(path: Path) -> duckdb.DuckDBPyConnection:
    """A file with all of the tables, an edition and a mall; the test puts in the rows and closes it."""
    con = duckdb.connect(str(path))
    for schema in ("core", "kpi", "ops"):
        con.execute(f"create schema {schema}")
    for table, columns in COLUMNS.items():
        con.execute(f"create table {table} ({columns})")
    put(con, "ops.publish_log", version="v1", run_id="r1", as_of_date=AS_OF, data_through=AS_OF)
    put(con, "core.dim_mall", mall_id="M01", mall_name="Harbour", currency="CNY", is_current=True)
    return con


def put(con: duckdb.DuckDBPyConnection, table: str, **row: object) -> None:
    """One row; what is not told is NULL."""
    marks = ", ".join("?" * len(row))
    con.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values()))


def community(con: duckdb.DuckDBPyConnection, community_id: str, name: str) -> None:
    """A community by its name of today."""
    put(con, "core.dim_community", community_id=community_id, name=name, is_last_known=True, tier="A")


def metric(con: duckdb.DuckDBPyConnection, metric_id: str, unit: str, name: str) -> None:
    """A metric of the registry in force."""
    put(
        con, "kpi.dim_metric", metric_id=metric_id, valid_from=BEFORE, name_zh=name, name_en=name, unit=unit,
        definition=f"How {name} is meant.", denominator_definition="none", direction="up",
    )  # fmt: skip


def figure(
    con: duckdb.DuckDBPyConnection, metric_id: str, month: date, value: float | None, **more: object
) -> None:
    """A monthly figure, of all unless told otherwise."""
    told = {"mall_id": "ALL", "dimension": "all", "dimension_value": "all", **more}
    put(
        con,
        "kpi.kpi_value",
        metric_id=metric_id,
        period_kind="month",
        period_start=month,
        value=value,
        **told,
    )
