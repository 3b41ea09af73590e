"""Small candidate tables on which every gate suite is green."""

from __future__ import annotations

import duckdb

from tests.expectations.gate_alert import ALERTS
from tests.expectations.gate_assignment import ASSIGNMENT
from tests.expectations.gate_benefit import BENEFIT
from tests.expectations.gate_board import BOARD
from tests.expectations.gate_cadence import CADENCE
from tests.expectations.gate_care import CARE
from tests.expectations.gate_chain import CHAINS
from tests.expectations.gate_event import EVENTS
from tests.expectations.gate_funnel import FUNNELS
from tests.expectations.gate_leader import LEADER
from tests.expectations.gate_neighbourhood import NEIGHBOURHOOD
from tests.expectations.gate_people import PEOPLE
from tests.expectations.gate_points import POINTS
from tests.expectations.gate_power import POWER
from tests.expectations.gate_programme import PROGRAMME
from tests.expectations.gate_result import RESULT
from tests.expectations.gate_value import VALUE

GOOD = """
CREATE SCHEMA control; CREATE SCHEMA core; CREATE SCHEMA kpi; CREATE SCHEMA ops;
CREATE TABLE control.run AS SELECT DATE '2024-06-30' AS as_of_date, 'r1' AS run_id;
CREATE TABLE control.metric_registry (
    metric_id VARCHAR, is_share BOOLEAN, is_share_of_total BOOLEAN, definition_hash VARCHAR, periods VARCHAR
);
INSERT INTO control.metric_registry VALUES
    ('share', true, false, repeat('a', 64), 'day'), ('visits', false, false, repeat('b', 64), 'day'),
    ('sales', false, false, repeat('c', 64), 'day'), ('entry_codes', false, false, repeat('d', 64), ''),
    ('entry_share', true, true, repeat('e', 64), 'month'), ('joiners', false, false, repeat('f', 64), 'week');

CREATE TABLE kpi.kpi_value (
    metric_id VARCHAR, period_kind VARCHAR, period_start DATE, mall_id VARCHAR, dimension VARCHAR,
    dimension_value VARCHAR, numerator BIGINT, denominator BIGINT, value DOUBLE, unit VARCHAR,
    is_mature BOOLEAN, null_reason VARCHAR, as_of_date DATE, definition_hash VARCHAR, run_id VARCHAR,
    window_days INTEGER
);
INSERT INTO kpi.kpi_value
SELECT v.*, DATE '2024-06-30', r.definition_hash, 'r1', 0
FROM (VALUES
    ('share', 'week', DATE '2024-01-01', 'ALL', 'all', 'all', 1, 3, 1 / 3, 'ratio', true, NULL),
    ('share', 'month', DATE '2024-06-01', 'ALL', 'all', 'all', NULL, NULL, NULL, 'ratio', false,
        'immature_until:2024-07-30'),
    ('share', 'day', DATE '2024-06-02', 'ALL', 'layer', 'silent', 0, 0, NULL, 'ratio', true,
        'empty_denominator'),
    ('visits', 'day', DATE '2024-06-02', 'north', 'all', 'all', 7, NULL, 7, 'count', true, NULL),
    ('sales', 'day', DATE '2024-06-02', 'north', 'all', 'all', NULL, NULL, NULL, 'fen', true,
        'feed_absent:points,pos_sales')
) v
JOIN control.metric_registry r ON r.metric_id = v.col0;

-- A share of a total with both of its parts, and ten weeks of one count with its two layers.
INSERT INTO kpi.kpi_value
SELECT v.*, 'ratio', true, NULL, DATE '2024-06-30', repeat('e', 64), 'r1', 0
FROM (VALUES
    ('entry_share', 'month', DATE '2024-06-01', 'ALL', 'all', 'all', 8, 8, 1.0::DOUBLE),
    ('entry_share', 'month', DATE '2024-06-01', 'ALL', 'entry', 'gate', 6, 8, 0.75::DOUBLE),
    ('entry_share', 'month', DATE '2024-06-01', 'ALL', 'entry', 'lift', 2, 8, 0.25::DOUBLE)
) v;
INSERT INTO kpi.kpi_value
SELECT
    'joiners', 'week', DATE '2024-01-01' + 7 * week::INTEGER, mall_id, dimension, part, members, NULL,
    members, 'count', true, NULL, DATE '2024-06-30', repeat('f', 64), 'r1', 0
FROM range(10) w(week), (VALUES ('ALL'), ('north')) m(mall_id),
    (VALUES ('all', 'all', 100), ('layer', 'new', 60), ('layer', 'silent', 40)) p(dimension, part, members);

CREATE TABLE kpi.dim_metric AS
SELECT
    metric_id, DATE '2024-06-01' AS valid_from, NULL::DATE AS valid_to, '名' AS name_zh, 'Name' AS name_en,
    'What it means' AS definition, 'What is counted' AS numerator_definition, '168,169' AS requirement_rows,
    'operations_lead' AS owner_role, 'ratio' AS unit, 'up' AS direction, definition_hash
FROM control.metric_registry;
INSERT INTO kpi.dim_metric
SELECT * REPLACE (DATE '2024-05-01' AS valid_from, DATE '2024-06-01' AS valid_to, 'old' AS definition_hash)
FROM kpi.dim_metric WHERE metric_id = 'share';

CREATE TABLE kpi.weekly_board AS
SELECT
    DATE '2024-06-03' + 7 * week::INTEGER AS week_start, mall_id, position::INTEGER AS position,
    CASE WHEN position < 4 THEN 'asset' WHEN position < 7 THEN 'interaction' ELSE 'monetisation' END
        AS family,
    'm' || position AS metric_id, CASE WHEN position > 2 THEN 0.5 END AS value,
    CASE WHEN position <= 2 THEN 'feed_absent:wecom_contact' END AS null_reason
FROM range(2) w(week), range(1, 11) p(position), (VALUES ('ALL'), ('north')) m(mall_id);

CREATE TABLE kpi.kpi_restatement AS
SELECT
    version, 'v000001' AS previous_version, 'visits' AS metric_id, 'day' AS period_kind, period_start,
    'ALL' AS mall_id, 'all' AS dimension, 'all' AS dimension_value, 7 AS old_numerator,
    NULL::BIGINT AS old_denominator, 7.0::DOUBLE AS old_value, NULL::VARCHAR AS old_null_reason,
    8 AS new_numerator, NULL::BIGINT AS new_denominator, 8.0::DOUBLE AS new_value,
    NULL::VARCHAR AS new_null_reason, 'identity_merge' AS cause, 'identity_merge,late_data' AS causes,
    as_of_date, run_id
FROM (VALUES
    ('v000002', DATE '2024-05-01', DATE '2024-05-30', 'r0'),
    ('v000003', DATE '2024-06-01', DATE '2024-06-30', 'r1')
) told(version, period_start, as_of_date, run_id);
CREATE TABLE control.previous_restatement AS SELECT * FROM kpi.kpi_restatement WHERE version = 'v000002';
CREATE TABLE kpi.kpi_restatement_cause AS
SELECT
    version, metric_id, period_kind, period_start, mall_id, dimension, dimension_value, steps.cause,
    steps.delta_numerator, 0 AS delta_denominator,
    steps.delta_numerator::DOUBLE AS delta_value, run_id
FROM kpi.kpi_restatement, (VALUES ('identity_merge', 3), ('late_data', -2)) steps(cause, delta_numerator);
CREATE TABLE control.previous_restatement_cause AS
SELECT * FROM kpi.kpi_restatement_cause WHERE version = 'v000002';

CREATE TABLE core.dim_member (
    member_uid VARCHAR, joined_on DATE, first_visit_date DATE, first_purchase_date DATE,
    behaviour_layer VARCHAR, conversion_layer VARCHAR, lifecycle_stage VARCHAR, ring VARCHAR,
    rfm_segment VARCHAR, r_score INTEGER, f_score INTEGER, m_score INTEGER, next_best_step VARCHAR
);
INSERT INTO core.dim_member VALUES
    ('u1', '2024-01-05', '2024-01-05', '2024-01-06', 'silent', 'dormant', 'day_90_plus', 'none', 'lost',
        1, 1, 1, 'return_offer'),
    ('u2', NULL, '2024-06-20', NULL, 'visitor_not_joined', 'new_customer', 'day_7_30', 'outer', NULL,
        NULL, NULL, NULL, 'join'),
    ('u3', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE core.fct_purchase (
    ticket_id VARCHAR, member_uid VARCHAR, mall_id VARCHAR, ticket_kind VARCHAR, net_fen BIGINT,
    refund_fen BIGINT, same_day_refund_fen BIGINT, purchase_fen BIGINT, is_purchase BOOLEAN, till_date DATE,
    business_date DATE, source_feed VARCHAR
);
INSERT INTO core.fct_purchase VALUES
    ('t1', 'u1', 'north', 'sale', 1000, 300, 100, 900, true, '2024-01-06', '2024-01-06', 'pos_sales'),
    ('t2', NULL, 'north', 'return', -300, 0, 0, -300, false, '2024-01-08', '2024-01-07', 'pos_sales'),
    ('t3', 'u3', 'north', 'sale', 500, 0, 0, 500, true, '2024-01-08', '2024-01-08', 'groupbuy_order');

CREATE TABLE core.fct_visit_day (
    member_uid VARCHAR, mall_id VARCHAR, business_date DATE, evidence VARCHAR, strongest_evidence VARCHAR,
    days_since_previous INTEGER
);
INSERT INTO core.fct_visit_day VALUES
    ('u1', 'north', '2024-01-05', 'ticket', 'ticket', NULL),
    ('u1', 'north', '2024-01-07', 'redemption;ticket', 'redemption', 2);

CREATE TABLE core.fct_benefit (
    coupon_code VARCHAR, state VARCHAR, business_date DATE, cost_fen BIGINT, face_value_fen BIGINT,
    ticket_id VARCHAR, link_kind VARCHAR
);
INSERT INTO core.fct_benefit VALUES
    ('c1', 'issued', '2024-01-05', NULL, 500, NULL, NULL),
    ('c1', 'redeemed', '2024-01-06', 400, 500, 't1', 'named_ticket');

CREATE TABLE core.fct_outreach (send_id VARCHAR, channel VARCHAR, status VARCHAR, is_reached BOOLEAN);
INSERT INTO core.fct_outreach VALUES
    ('s1', 'sms', 'sent', true), ('s2', 'push', 'planned', false), ('s3', 'call', 'failed', false);

CREATE TABLE ops.feed_health (
    feed VARCHAR, is_present BOOLEAN, files_accepted BIGINT, rows_kept BIGINT, first_delivered_on DATE,
    last_delivered_on DATE, days_since_last_delivery BIGINT
);
INSERT INTO ops.feed_health VALUES
    ('pos_sales', true, 90, 5000, '2024-04-01', '2024-06-30', 0),
    ('master_mall', true, 1, 4, '2024-04-01', '2024-04-01', 90), ('parking', false, 0, 0, NULL, NULL, NULL);

CREATE TABLE core.fct_lifecycle_event (member_uid VARCHAR, node VARCHAR, reached_on DATE);
INSERT INTO core.fct_lifecycle_event VALUES ('u1', 'join', '2024-01-05'), ('u1', 'first_visit', '2024-01-05');

CREATE TABLE kpi.layer_migration_monthly AS
SELECT
    DATE '2024-05-01' AS month_start, 'ALL' AS mall_id, 'new' AS layer_from, layer_to, numerator,
    4 AS denominator, numerator / 4 AS value, NULL::VARCHAR AS null_reason
FROM (VALUES
    ('visitor_not_joined', 0), ('joined_inactive', 3), ('active_no_repurchase', 0),
    ('repeat_low_frequency', 0), ('high_frequency_high_ticket', 0), ('silent', 1)
) v(layer_to, numerator);

CREATE TABLE kpi.ring_transition_monthly AS
SELECT
    DATE '2024-05-01' AS month_start, 'ALL' AS mall_id, 'outer' AS ring_from, ring_to, numerator,
    3 AS denominator, numerator / 3 AS value, NULL::VARCHAR AS null_reason
FROM (VALUES ('outer', 2), ('middle', 1), ('inner', 0), ('none', 0)) v(ring_to, numerator);

CREATE TABLE kpi.rfm_segment_monthly AS
SELECT
    DATE '2024-05-01' AS month_start, 'ALL' AS mall_id, segment, numerator, 4 AS denominator,
    numerator / 4 AS value
FROM (VALUES ('loyal', 3), ('lost', 1), ('promising', 0)) v(segment, numerator);

CREATE TABLE kpi.mall_focus_monthly AS
SELECT
    DATE '2024-05-01' AS month_start, 'north' AS mall_id, 'city' AS mall_type, metric_id, weight,
    0.5 AS value, NULL::VARCHAR AS null_reason
FROM (VALUES ('visits', 0.6), ('events', 0.4), ('weekends', 0.0)) v(metric_id, weight);

CREATE TABLE kpi.member_asset_statement (
    month_start DATE, mall_id VARCHAR, asset VARCHAR, opening BIGINT, added BIGINT, reactivated BIGINT,
    lost BIGINT, deleted BIGINT, closing BIGINT, null_reason VARCHAR
);
INSERT INTO kpi.member_asset_statement VALUES
    ('2024-05-01', 'ALL', 'friends', 0, 5, 0, 1, 0, 4, NULL),
    ('2024-06-01', 'ALL', 'friends', 4, 2, 0, 0, 1, 5, NULL),
    ('2024-05-01', 'ALL', 'reachable', 7, 0, 0, 0, 0, 7, NULL),
    ('2024-05-01', 'ALL', 'members', NULL, NULL, NULL, NULL, NULL, NULL, 'immature_until:2024-05-31');
"""


def candidate() -> duckdb.DuckDBPyConnection:
    """A warehouse in memory that may be published."""
    con = duckdb.connect()
    con.execute(GOOD + ALERTS + CARE + VALUE + FUNNELS + BOARD + ASSIGNMENT + POWER + PROGRAMME + RESULT)
    con.execute(CADENCE)
    con.execute(CHAINS)
    con.execute(POINTS)
    con.execute(EVENTS)
    con.execute(LEADER)
    con.execute(NEIGHBOURHOOD)
    con.execute(PEOPLE)
    con.execute(BENEFIT)
    return con
