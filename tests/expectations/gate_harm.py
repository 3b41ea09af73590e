"""For every expectation of every gate suite, the harm that it must see, and it alone."""

from __future__ import annotations

from tests.expectations.gate_alert import ALERT_HARM
from tests.expectations.gate_assignment import ASSIGNMENT_HARM
from tests.expectations.gate_benefit import BENEFIT_HARM
from tests.expectations.gate_board import BOARD_AGAIN, BOARD_HARM
from tests.expectations.gate_cadence import CADENCE_HARM
from tests.expectations.gate_chain import CHAIN_HARM
from tests.expectations.gate_event import EVENT_HARM
from tests.expectations.gate_funnel import FUNNEL_HARM
from tests.expectations.gate_leader import LEADER_HARM
from tests.expectations.gate_neighbourhood import NEIGHBOURHOOD_HARM
from tests.expectations.gate_people import PEOPLE_HARM
from tests.expectations.gate_points import POINTS_HARM
from tests.expectations.gate_power import POWER_HARM
from tests.expectations.gate_programme import PROGRAMME_HARM
from tests.expectations.gate_result import RESULT_HARM
from tests.expectations.gate_value import VALUE_HARM


def value(change: str, where: str) -> str:
    return f"UPDATE kpi.kpi_value SET {change} WHERE {where}"


def each(table: str, changes: dict[str, str]) -> dict[str, str]:
    return {name: f"UPDATE {table} SET {change}" for name, change in changes.items()}


def repeated(table: str) -> dict[str, str]:
    return {"grain_is_unique": f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1"}


def moves(table: str, somebody: str) -> dict[str, str]:
    """Harm to a table of members by where they were and where they are."""
    return {
        "grain_is_unique": f"INSERT INTO {table} FROM {table} WHERE numerator = 0 LIMIT 1",
        "every_destination_has_a_row": f"DELETE FROM {table} WHERE numerator = 0",
        "shares_of_an_origin_sum_to_one": f"UPDATE {table} SET value = 0.9 WHERE {somebody}",
        "members_of_an_origin_add_up": f"UPDATE {table} SET numerator = 9 WHERE {somebody}",
        "reason_exactly_when_no_value": f"UPDATE {table} SET null_reason = 'late' WHERE {somebody}",
        "months_start_on_the_first": f"UPDATE {table} SET month_start = month_start + 1",
    }


SHARE_WEEK = "metric_id = 'share' AND period_kind = 'week'"

HARM: dict[str, dict[str, str]] = {
    "kpi.kpi_value": repeated("kpi.kpi_value")
    | {
        "figures_are_of_one_run": value("run_id = 'r0'", "metric_id = 'visits'"),
        "every_figure_is_of_a_registered_definition": value(
            "definition_hash = 'old'", "metric_id = 'visits'"
        ),
        "every_registered_metric_has_figures": (
            "INSERT INTO control.metric_registry VALUES ('friends', false, false, 'hash', 'day')"
        ),
        "some_figures_are_known": value(
            "value = NULL, numerator = NULL, denominator = NULL, null_reason = 'feed_absent:pos_sales'",
            "value IS NOT NULL",
        ),
        "period_kind_is_of_the_list": value("period_kind = 'year'", "metric_id = 'visits'"),
        "unit_is_of_the_list": value("unit = 'yuan'", "unit = 'fen'"),
        "reason_is_of_the_list": value("null_reason = 'unknown'", "metric_id = 'sales'"),
        "reason_exactly_when_no_value": value("null_reason = NULL", "metric_id = 'sales'"),
        "immature_has_no_value": value("is_mature = false", "metric_id = 'visits'"),
        "immaturity_says_until_when": value("null_reason = 'immature_until:soon'", "NOT is_mature"),
        "absence_names_the_feed": value("null_reason = 'feed_absent:'", "metric_id = 'sales'"),
        "empty_denominator_has_no_value": value("numerator = 0, denominator = 0, value = 0", SHARE_WEEK),
        "value_is_numerator_over_denominator": value("value = 0.34", SHARE_WEEK),
        "share_is_part_of_the_whole": value(
            "numerator = 4, value = NULL, null_reason = 'empty_denominator'", SHARE_WEEK
        ),
        "share_is_within_one": value("value = 1.01, numerator = NULL", SHARE_WEEK),
        "count_is_not_negative": value("value = -7, numerator = -7", "metric_id = 'visits'"),
        "period_has_begun": value("period_start = '2024-07-01'", "metric_id = 'visits'"),
        "period_starts_on_its_first_day": value("period_start = '2024-01-02'", SHARE_WEEK),
        "place_in_the_cube_is_complete": value("dimension_value = NULL", "metric_id = 'visits'"),
        "shares_sum_to_one": (
            "DELETE FROM kpi.kpi_value WHERE metric_id = 'entry_share' AND dimension_value = 'lift'"
        ),
        "parts_cover_the_whole": value("numerator = 59, value = 59", "dimension_value = 'new'"),
        "no_period_is_missing": (
            "DELETE FROM kpi.kpi_value WHERE metric_id = 'joiners' AND period_start = '2024-02-05'"
        ),
        "all_malls_have_the_same_periods": (
            "DELETE FROM kpi.kpi_value WHERE mall_id = 'north' AND period_start = '2024-03-04'"
        ),
        "last_week_is_near_the_usual": value(
            "numerator = numerator * 6, value = value * 6",
            "metric_id = 'joiners' AND period_start = '2024-03-04'",
        ),
    },
    "ops.feed_health": each(
        "ops.feed_health",
        {
            "regular_feeds_still_come": (
                "days_since_last_delivery = 8 WHERE feed = 'pos_sales';"
                " UPDATE ops.feed_health SET days_since_last_delivery = 1 WHERE feed = 'master_mall'"
            ),
            "something_came_by_the_as_of_day": "days_since_last_delivery = 2 WHERE feed = 'pos_sales'",
            "some_feed_has_rows": "rows_kept = 0",
        },
    ),
    "kpi.dim_metric": each(
        "kpi.dim_metric",
        {
            "name_zh_is_known": "name_zh = NULL WHERE valid_to IS NULL AND metric_id = 'visits'",
            "name_en_is_known": "name_en = NULL",
            "definition_is_known": "definition = NULL",
            "numerator_definition_is_known": "numerator_definition = NULL",
            "owner_role_is_known": "owner_role = NULL",
            "requirement_rows_are_numbers": "requirement_rows = '168, b'",
            "unit_is_of_the_list": "unit = 'yuan'",
            "direction_is_of_the_list": "direction = 'sideways'",
            "validity_runs_forward": "valid_to = valid_from WHERE valid_to IS NOT NULL",
        },
    )
    | {
        "metric_id_is_unique": (
            "INSERT INTO kpi.dim_metric SELECT * REPLACE (valid_from + 1 AS valid_from) FROM kpi.dim_metric "
            "WHERE metric_id = 'visits'"
        ),
        "definition_hash_is_a_hash": (
            "UPDATE kpi.dim_metric SET definition_hash = 'v2' WHERE metric_id = 'visits'; "
            "UPDATE control.metric_registry SET definition_hash = 'v2' WHERE metric_id = 'visits'"
        ),
        "definition_is_the_registered_one": (
            "UPDATE kpi.dim_metric SET definition_hash = repeat('9', 64) WHERE metric_id = 'visits'"
        ),
        "grain_is_unique": (
            "INSERT INTO kpi.dim_metric SELECT * FROM kpi.dim_metric WHERE valid_to IS NOT NULL"
        ),
    },
    "kpi.kpi_restatement": repeated("kpi.kpi_restatement")
    | each(
        "kpi.kpi_restatement",
        {
            "every_change_has_a_cause": "cause = 'unexplained', causes = 'unexplained' WHERE run_id = 'r1'",
            "cause_is_the_first_of_all": "cause = 'late_data' WHERE run_id = 'r1'",
            "something_changed": "new_numerator = 7, new_value = 7 WHERE run_id = 'r1'",
            "period_was_over": "period_start = '2024-06-30' WHERE run_id = 'r1'",
        },
    )
    | {"nothing_told_is_forgotten": "DELETE FROM kpi.kpi_restatement WHERE run_id = 'r0'"},
    "kpi.kpi_restatement_cause": {
        "grain_is_unique": (
            "INSERT INTO kpi.kpi_restatement_cause FROM kpi.kpi_restatement_cause WHERE run_id = 'r0' LIMIT 1"
        ),
        "causes_add_up_to_the_difference": (
            "DELETE FROM kpi.kpi_restatement_cause WHERE run_id = 'r1' AND cause = 'late_data'"
        ),
        "every_step_has_its_figure": (
            "INSERT INTO kpi.kpi_restatement_cause SELECT * REPLACE ('south' AS mall_id) "
            "FROM kpi.kpi_restatement_cause WHERE run_id = 'r1' LIMIT 1"
        ),
        "nothing_told_is_forgotten": "DELETE FROM kpi.kpi_restatement_cause WHERE run_id = 'r0'",
    },
    "kpi.alert": ALERT_HARM,
    "kpi.weekly_board": {
        "ten_rows_a_week": (
            "INSERT INTO kpi.weekly_board SELECT * FROM kpi.weekly_board "
            "WHERE metric_id = 'm3' AND mall_id = 'ALL'"
        ),
        "ten_different_figures_a_week": "UPDATE kpi.weekly_board SET metric_id = 'm3' WHERE metric_id = 'm4'",
        "places_are_one_to_ten": "UPDATE kpi.weekly_board SET position = 11 WHERE position = 10",
        "family_is_of_the_list": "UPDATE kpi.weekly_board SET family = 'other' WHERE position = 10",
        "weeks_start_on_monday": "UPDATE kpi.weekly_board SET week_start = week_start + 1",
        "reason_exactly_when_no_value": "UPDATE kpi.weekly_board SET null_reason = NULL",
    },
    "core.dim_member": repeated("core.dim_member")
    | each(
        "core.dim_member",
        {
            "somebody_has_joined": "joined_on = NULL",
            "every_layer_has_a_next_step": "next_best_step = NULL",
            "behaviour_layer_is_of_the_list": "behaviour_layer = 'asleep' WHERE member_uid = 'u1'",
            "conversion_layer_is_of_the_list": "conversion_layer = 'asleep'",
            "lifecycle_stage_is_of_the_list": "lifecycle_stage = 'day_8_30'",
            "ring_is_of_the_list": "ring = 'centre'",
            "rfm_segment_is_of_the_list": "rfm_segment = 'whales'",
            "r_score_is_in_range": "r_score = 6 WHERE member_uid = 'u1'",
            "f_score_is_in_range": "f_score = 0 WHERE member_uid = 'u1'",
            "m_score_is_in_range": "m_score = 6 WHERE member_uid = 'u1'",
            "scores_come_together": "m_score = NULL",
            "dates_are_not_in_the_future": "joined_on = '2024-07-01'",
            "a_purchase_is_a_visit": "first_visit_date = NULL",
        },
    ),
    "core.fct_purchase": repeated("core.fct_purchase")
    | each(
        "core.fct_purchase",
        {
            "some_tickets_have_a_member": "member_uid = NULL",
            "nearly_all_tickets_have_a_mall": "mall_id = NULL",
            "ticket_kind_is_of_the_list": "ticket_kind = 'gift' WHERE ticket_id = 't2'",
            "source_feed_is_known": "source_feed = NULL WHERE ticket_id = 't2'",
            "return_gives_back": "net_fen = 300 WHERE ticket_id = 't2'",
            "refund_is_not_negative": "refund_fen = -1, same_day_refund_fen = -1 WHERE ticket_id = 't2'",
            "same_day_refund_is_part_of_refund": "same_day_refund_fen = 301 WHERE ticket_id = 't1'",
            "purchase_is_a_paid_sale": "is_purchase = true WHERE ticket_id = 't2'",
            "dates_are_not_in_the_future": "till_date = '2024-07-01', business_date = '2024-07-01'",
            "business_date_is_near_the_till_date": "business_date = business_date - 2 WHERE ticket_id = 't1'",
        },
    ),
    "core.fct_visit_day": repeated("core.fct_visit_day")
    | each(
        "core.fct_visit_day",
        {
            "member_and_mall_are_known": "mall_id = NULL WHERE days_since_previous IS NULL",
            "strongest_is_among_the_evidence": "strongest_evidence = 'wifi'",
            "next_visit_is_later": "days_since_previous = -2",
            "dates_are_not_in_the_future": "business_date = '2024-07-01' WHERE days_since_previous IS NULL",
        },
    ),
    "core.fct_benefit": repeated("core.fct_benefit")
    | each(
        "core.fct_benefit",
        {
            "redemptions_find_their_ticket": "ticket_id = NULL, link_kind = NULL",
            "state_is_of_the_list": "state = 'lost' WHERE state = 'issued'",
            "cost_only_on_redemption": "cost_fen = 400",
            "amounts_are_not_negative": "face_value_fen = -1",
            "link_says_its_kind": "link_kind = 'same_shop' WHERE ticket_id IS NULL",
            "dates_are_not_in_the_future": "business_date = '2024-07-01'",
        },
    ),
    "core.fct_outreach": repeated("core.fct_outreach")
    | each(
        "core.fct_outreach",
        {
            "most_sends_reach": "is_reached = false",
            "channel_is_of_the_list": "channel = 'fax'",
            "status_is_of_the_list": "status = 'lost' WHERE status = 'planned'",
            "only_sent_ones_reach": "is_reached = true",
        },
    ),
    "core.fct_lifecycle_event": repeated("core.fct_lifecycle_event")
    | each(
        "core.fct_lifecycle_event",
        {
            "node_is_of_the_list": "node = 'lost' WHERE node = 'join'",
            "dates_are_known_and_past": "reached_on = NULL WHERE node = 'join'",
        },
    ),
    "kpi.layer_migration_monthly": moves("kpi.layer_migration_monthly", "layer_to = 'silent'"),
    "kpi.ring_transition_monthly": moves("kpi.ring_transition_monthly", "ring_to = 'middle'"),
    "kpi.rfm_segment_monthly": {
        "grain_is_unique": (
            "INSERT INTO kpi.rfm_segment_monthly FROM kpi.rfm_segment_monthly WHERE numerator = 0"
        ),
    }
    | each(
        "kpi.rfm_segment_monthly",
        {
            "segment_is_of_the_list": "segment = 'best' WHERE segment = 'loyal'",
            "shares_sum_to_one": "value = 0.9 WHERE segment = 'loyal'",
            "members_add_up": "numerator = 9 WHERE segment = 'loyal'",
        },
    ),
    "kpi.mall_focus_monthly": {
        "grain_is_unique": "INSERT INTO kpi.mall_focus_monthly FROM kpi.mall_focus_monthly WHERE weight = 0",
    }
    | each(
        "kpi.mall_focus_monthly",
        {
            "weights_sum_to_one": "weight = 0.9 WHERE metric_id = 'visits'",
            "mall_type_is_of_the_list": "mall_type = 'village'",
            "reason_exactly_when_no_value": "null_reason = 'late' WHERE metric_id = 'visits'",
        },
    ),
    "kpi.member_asset_statement": {
        "grain_is_unique": (
            "INSERT INTO kpi.member_asset_statement FROM kpi.member_asset_statement WHERE asset = 'reachable'"
        ),
    }
    | each(
        "kpi.member_asset_statement",
        {
            "opening_and_movements_make_the_closing": "added = 1 WHERE asset = 'reachable'",
            "a_month_opens_with_the_last_closing": (
                "opening = 5, closing = 6 WHERE asset = 'friends' AND month_start = '2024-06-01'"
            ),
            "nothing_is_negative": "added = -1, closing = 6 WHERE asset = 'reachable'",
            "asset_is_of_the_list": "asset = 'groups' WHERE asset = 'reachable'",
            "reason_exactly_when_no_figures": "null_reason = 'late' WHERE asset = 'reachable'",
        },
    ),
    "kpi.touch_policy_daily": repeated("kpi.touch_policy_daily")
    | each(
        "kpi.touch_policy_daily",
        {
            "rule_is_of_the_list": "rule = 'touches_1d' WHERE rule = 'touches_7d'",
            "kind_fits_the_rule": "object_kind = 'group'",
            "breach_is_more_than_the_limit": "observed = 9 WHERE rule = 'touches_30d'",
            "day_is_not_in_the_future": "business_date = '2024-07-01'",
        },
    ),
    "kpi.sop_timer_daily": repeated("kpi.sop_timer_daily")
    | each(
        "kpi.sop_timer_daily",
        {
            "timer_is_of_the_list": "timer = 'greeting' WHERE case_id = 'a'",
            "in_time_or_late_or_open": "is_breach = NULL WHERE case_id = 'a'",
            "in_time_is_within_the_limit": "observed_hours = 25 WHERE case_id = 'a'",
        },
    ),
    "kpi.content_rhythm_weekly": repeated("kpi.content_rhythm_weekly")
    | each(
        "kpi.content_rhythm_weekly",
        {
            "rule_is_of_the_list": "rule = 'pieces' WHERE rule = 'core_pieces'",
            "weeks_start_on_monday": "week_start = week_start + 1",
            "only_whole_weeks_are_judged": "is_breach = NULL",
            "breach_is_outside_the_limits": "observed = 1 WHERE is_whole_week AND rule = 'core_pieces'",
        },
    ),
}

HARM["kpi.lifetime_value_monthly"] = repeated("kpi.lifetime_value_monthly")
for table, changes in VALUE_HARM.items():
    HARM[table] = HARM.get(table, {}) | each(table, changes)
HARM |= CHAIN_HARM
HARM |= {table: each(table, changes) for table, changes in POINTS_HARM.items()}
HARM["kpi.points_age_monthly"] |= repeated("kpi.points_age_monthly")
HARM |= CADENCE_HARM | EVENT_HARM | FUNNEL_HARM
HARM["kpi.community_board_monthly"] = BOARD_AGAIN | each("kpi.community_board_monthly", BOARD_HARM)
for table, changes in (ASSIGNMENT_HARM | LEADER_HARM | POWER_HARM | PROGRAMME_HARM | RESULT_HARM).items():
    HARM[table] = repeated(table) | each(table, changes)
for table, changes in (BENEFIT_HARM | PEOPLE_HARM).items():
    HARM[table] = repeated(table) | each(table, changes)
HARM |= NEIGHBOURHOOD_HARM
