"""A small candidate of the report of events on which its suite is green, and what harms it."""

from __future__ import annotations

EVENTS = """
CREATE TABLE kpi.event_report AS
SELECT
    'E1' AS event_id, 'brand_event' AS event_kind, DATE '2024-03-09' AS held_on, 10 AS reached_persons,
    4 AS reached_sign_ups, 0.4::DOUBLE AS sign_up_rate, NULL::VARCHAR AS sign_up_rate_null_reason,
    8 AS sign_ups, 6 AS sign_ups_come, 0.75::DOUBLE AS attendance_rate,
    NULL::VARCHAR AS attendance_rate_null_reason,
    8 AS attendees, 7 AS known_attendees, 2 AS redeeming_attendees, 0.25::DOUBLE AS redemption_rate,
    NULL::VARCHAR AS redemption_rate_null_reason, 50 AS attributed_margin_fen, 10 AS cost_media_fen,
    20 AS cost_goods_fen, 0 AS cost_labour_fen, 5 AS cost_message_fen, 0 AS cost_benefit_fen,
    60 AS cost_venue_fen, 5 AS cost_coupon_fen, 100 AS cost_fen, -0.5::DOUBLE AS attributed_roi,
    NULL::VARCHAR AS attributed_roi_null_reason, 1.5::DOUBLE AS incremental_roi,
    -0.1::DOUBLE AS incremental_roi_low, 3.1::DOUBLE AS incremental_roi_high,
    NULL::VARCHAR AS incremental_roi_null_reason, 'incremental' AS roi_label, 3 AS visiting_30d,
    4 AS visiting_60d, 5 AS visiting_90d, 1 AS buying_30d, 2 AS buying_60d, 3 AS buying_90d,
    DATE '2024-06-30' AS as_of_date;
INSERT INTO kpi.event_report SELECT * REPLACE (
    'E2' AS event_id, 'community_ritual' AS event_kind, DATE '2024-06-10' AS held_on, NULL AS reached_persons,
    NULL AS reached_sign_ups, NULL AS sign_up_rate, 'no_campaign' AS sign_up_rate_null_reason,
    NULL AS incremental_roi, NULL AS incremental_roi_low, NULL AS incremental_roi_high,
    'no_control' AS incremental_roi_null_reason, 'attributed' AS roi_label, NULL AS visiting_30d,
    NULL AS visiting_60d, NULL AS visiting_90d, NULL AS buying_30d, NULL AS buying_60d, NULL AS buying_90d
) FROM kpi.event_report;
"""

_CHANGES = {
    "kind_is_of_the_list": "event_kind = 'party'",
    "label_is_of_the_list": "roi_label = 'guess'",
    "no_event_is_in_the_future": "held_on = DATE '2024-07-01' WHERE event_id = 'E2'",
    "nobody_skips_a_step": "known_attendees = 9",
    "rates_follow_from_their_counts": "attendance_rate = 0.7",
    "reason_exactly_when_no_rate": "sign_up_rate_null_reason = NULL",
    "kinds_make_the_cost": "cost_goods_fen = 21",
    "reason_exactly_when_no_return": "incremental_roi_null_reason = NULL",
    "return_follows_from_margin_and_cost": "attributed_roi = -0.6",
    "return_lies_within_its_bounds": "incremental_roi_low = 1.6 WHERE event_id = 'E1'",
    "a_longer_window_holds_the_shorter": "visiting_60d = 2 WHERE event_id = 'E1'",
    "windows_are_over": "visiting_30d = 3 WHERE event_id = 'E2'",
}
EVENT_HARM = {
    "kpi.event_report": {
        "grain_is_unique": "INSERT INTO kpi.event_report FROM kpi.event_report LIMIT 1",
        **{name: f"UPDATE kpi.event_report SET {change}" for name, change in _CHANGES.items()},
    }
}
