"""Rows of the boards of caps, timers and rhythm, as the gate must let them pass."""

from __future__ import annotations

CARE = """
CREATE TABLE kpi.touch_policy_daily (
    business_date DATE, rule VARCHAR, object_kind VARCHAR, object_id VARCHAR, observed BIGINT,
    limit_value BIGINT, is_breach BOOLEAN
);
INSERT INTO kpi.touch_policy_daily VALUES
    ('2024-06-03', 'touches_7d', 'member', 'u1', 3, 2, true),
    ('2024-06-03', 'touches_30d', 'member', 'u1', 8, 8, false),
    ('2024-06-03', 'group_messages_day', 'group', 'c1', 1, 5, false);

CREATE TABLE kpi.sop_timer_daily (
    business_date DATE, timer VARCHAR, case_id VARCHAR, observed_hours DOUBLE, limit_hours DOUBLE,
    is_met BOOLEAN, is_breach BOOLEAN
);
INSERT INTO kpi.sop_timer_daily VALUES
    ('2024-06-03', 'thanks', 'a', 2, 24, true, false),
    ('2024-06-03', 'referral_touch', 'b', 50, 48, false, true),
    ('2024-06-30', 'recipe', 'c', NULL, 72, false, NULL);

CREATE TABLE kpi.content_rhythm_weekly (
    week_start DATE, chat_id VARCHAR, rule VARCHAR, is_whole_week BOOLEAN, observed BIGINT,
    lower_limit BIGINT, upper_limit BIGINT, is_breach BOOLEAN
);
INSERT INTO kpi.content_rhythm_weekly VALUES
    ('2024-06-03', 'c1', 'core_pieces', true, 3, 2, 3, false),
    ('2024-06-03', 'c1', 'messages_on_fullest_day', true, 6, NULL, 5, true),
    ('2024-06-24', 'c1', 'core_pieces', false, 1, 2, 3, NULL);
"""
