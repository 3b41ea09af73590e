"""A published file of a few members made by hand: one from all sides, one merged, one erased; odd texts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

LAST = date(2026, 6, 30)
FIRST, SECOND, FORMER, ERASED, UNKNOWN = (f"M{n:010d}" for n in (1, 2, 3, 4, 5))
ERASED_ON = date(2026, 6, 20)
PHONE_HASH, PLATE_HASH, SECOND_HASH = "a1" * 32, "b2" * 32, "c3" * 32
# What people typed where a text was wanted, and numbers that lead to a person elsewhere.
TYPED_PHONE, TYPED_PLATE, TYPED_MAIL = "13912345678", "沪A·8X123", "li@example.com"
TICKET, COUPON = "T-2026-778899", "CP4455667788"
HOSTILE = "<script>alert(1)</script>"
PERSONAL = (TYPED_PHONE, TYPED_PLATE, TYPED_MAIL, TICKET, COUPON, PHONE_HASH, PLATE_HASH, SECOND_HASH)

TABLES = f"""
create schema core; create schema kpi; create schema ops; create schema experiment;
create table ops.publish_log as select 'v000001' as version, 'r1' as run_id, 'abc' as git_revision,
    timestamp '2026-07-01' as published_at, date '{LAST}' as as_of_date, date '{LAST}' as data_through,
    'd4' as definition_hash;
create table core.dim_mall as select 'M01' as mall_id, 'Harbour <b>Plaza</b>' as mall_name,
    'CNY' as currency, true as is_current;
create table core.dim_layer as select * from (values
    ('joined_inactive', 1, 'Joined but not active', '已入会未活跃', 'claim_coupon', 'first', 'visit', 4),
    ('repeat', 2, 'Repeat', '复购', 'visit', 'raise_frequency', 'more visits', 2),
    ('silent', 3, 'Silent', '沉默', 'return_offer', 'wake', 'return visit', 1)
) as t(layer, layer_rank, name_en, name_zh, next_best_step, strategy_code, goal, touch_cap_per_week);
create table core.dim_member as select * from (values
    ('{FIRST}', 'M01', date '2026-01-02', 'E1', date '2026-01-03', 'day_30_90', 'repeat', 'none', 'middle',
        'loyal', 3, 2, 123400, 4, 5, 3, true, true, 'gold', 'coffee'),
    ('{SECOND}', 'M01', date '2026-02-02', null, null, null, 'joined_inactive', 'none', 'none',
        null, null, null, null, null, null, null, false, false, 'basic', null)
) as t(member_uid, home_mall_id, joined_on, first_entry_id, first_visit_date, lifecycle_stage,
    behaviour_layer, silence, ring, rfm_segment, r, f, m, r_score, f_score, m_score, is_high_value,
    is_reachable, tier, preferred_category);
create table core.dim_member_history as select * from (values
    ('{FIRST}', 'layer', 'joined_inactive', date '2026-01-02', date '2026-05-01'),
    ('{FIRST}', 'layer', 'repeat', date '2026-05-01', null),
    ('{FIRST}', 'ring', 'middle', date '2026-01-02', null),
    ('{SECOND}', 'layer', 'joined_inactive', date '2026-02-02', null)
) as t(member_uid, attribute, value, valid_from, valid_to);
create table core.fct_lifecycle_event as select * from (values
    ('{FIRST}', 'join', timestamp '2026-01-02 10:00', date '2026-01-02', 'M01'),
    ('{FIRST}', 'first_visit', timestamp '2026-01-03 10:00', date '2026-01-03', 'M01')
) as t(member_uid, node, reached_at, reached_on, mall_id);
create table core.fct_touchpoint as select * from (values ('t1', '{FIRST}', date '2026-01-03'),
    ('t2', '{FIRST}', date '2026-06-28')) as t(touchpoint_id, member_uid, business_date);
create table core.fct_visit_day as select * from (values
    ('{FIRST}', 'M01', date '2026-01-03', 'ticket', 'joined_inactive', null),
    ('{FIRST}', 'M01', date '2026-06-28', 'redemption;wifi', 'repeat', 176)
) as t(member_uid, mall_id, business_date, evidence, layer, days_since_previous);
create table core.dim_shop as select 'S1' as shop_id, '{HOSTILE}' as shop_name, true as is_last_known;
create table core.fct_purchase as select * from (values
    ('k1', '{FIRST}', 'M01', 'S1', 'coffee', date '2026-05-03', timestamp '2026-05-03 10:00', 'sale',
        100000, true, '{TICKET}', 'pos_sales'),
    ('k2', '{FIRST}', 'M01', 'S1', 'dining', date '2026-06-28', timestamp '2026-06-28 10:00', 'sale', 33400,
        true, '{TICKET}', 'pos_sales'),
    ('k3', '{FIRST}', 'M01', 'S1', 'coffee', date '2026-06-29', timestamp '2026-06-29 10:00', 'return',
        -10000, false, '{TICKET}', 'pos_sales')
) as t(ticket_id, member_uid, mall_id, shop_id, shop_category, business_date, sold_at, ticket_kind, net_fen,
    is_purchase, ticket_no, source_feed);
create table core.dim_benefit as select 'B1' as benefit_id, 'Parking {TYPED_PHONE}' as name,
    true as is_last_known;
create table core.fct_benefit as select * from (values
    ('{COUPON}', 'issued', timestamp '2026-06-01', date '2026-06-01', 'B1', '{FIRST}', 1000, null),
    ('{COUPON}', 'redeemed', timestamp '2026-06-28', date '2026-06-28', 'B1', '{FIRST}', 1000, 700),
    -- a system that books a whole life in one moment
    ('CQ{COUPON}', 'redeemed', timestamp '2026-06-02', date '2026-06-02', 'B1', '{FIRST}', 500, 200),
    ('CQ{COUPON}', 'issued', timestamp '2026-06-02', date '2026-06-02', 'B1', '{FIRST}', 500, null),
    ('CQ{COUPON}', 'claimed', timestamp '2026-06-02', date '2026-06-02', 'B1', '{FIRST}', 500, null)
) as t(coupon_code, state, state_at, business_date, benefit_id, member_uid, face_value_fen, cost_fen);
alter table core.fct_benefit add column benefit_class varchar;
alter table core.fct_benefit add column benefit_type varchar;
alter table core.fct_benefit add column bearer varchar;
alter table core.fct_benefit add column attributed_fen bigint;
create table core.fct_points as select * from (values
    ('e1', '{FIRST}', timestamp '2026-05-03', date '2026-05-03', 1000, 'purchase', 1000, '{TICKET}'),
    ('e2', '{FIRST}', timestamp '2026-06-01', date '2026-06-01', -300, 'redeem_goods', 700, null)
) as t(entry_no, member_uid, occurred_at, business_date, change, reason, balance_after, ref_no);
alter table core.fct_points add column expires_at timestamp;
create table core.bridge_member_tag as select * from (values
    ('{FIRST}', 'declared', '备注 {TYPED_MAIL}', '电话{TYPED_PHONE} 车{TYPED_PLATE}', date '2026-01-02',
        null),
    ('{FIRST}', 'declared', '兴趣', '{HOSTILE}', date '2026-01-02', null),
    ('{FIRST}', 'inferred', 'interest', 'fashion', date '2026-01-02', date '2026-03-01')
) as t(member_uid, tag_source, tag_group, tag, valid_from, valid_to);
create table core.fct_outreach as select * from (values
    ('s1', '{FIRST}', 'sms', 'C1', 'sent', true, null, date '2026-06-01', timestamp '2026-06-01',
        'X1', 'treat'),
    ('s2', '{FIRST}', 'sms', 'C1', 'failed', false, 'blocked', date '2026-06-30', timestamp '2026-06-30',
        null, null)
) as t(send_id, member_uid, channel, campaign_id, status, is_reached, fail_reason, business_date, planned_at,
    experiment_id, arm);
create table core.dim_campaign as select 'C1' as campaign_id, '{HOSTILE}' as name, true as is_last_known;
create table experiment.assignment as select 'X1' as experiment_id, '{FIRST}' as member_uid, 'treat' as arm,
    0.5::double as probability, timestamp '2026-05-30' as assigned_at;
create table core.dim_experiment as select 'X1' as experiment_id, 'coupon' as kind, 'visit' as primary_metric,
    timestamp '2026-07-30' as end_at, true as is_last_known;
create table kpi.touch_policy_daily as select * from (values
    (date '2026-06-10', 'touches_7d', 'member', '{FIRST}', 2, 2, false),
    (date '{LAST}', 'touches_7d', 'member', '{FIRST}', 3, 2, true)
) as t(business_date, rule, object_kind, object_id, observed, limit_value, is_breach);
create table core.bridge_member_identifier as select * from (values
    ('phone', '{PHONE_HASH}', timestamp '2026-01-01', null, '{FIRST}', 'S2', 'owner', 'pos_sales'),
    ('phone', '{PHONE_HASH}', timestamp '2026-02-01', null, '{SECOND}', 'S2', 'shared', 'pos_sales'),
    ('unionid', '{SECOND_HASH}', timestamp '2026-02-01', null, '{SECOND}', 'S0', 'owner', 'app_event')
) as t(identifier_type, identifier_hash, valid_from, valid_to, member_uid, strength, role, first_source);
create table core.member_redirect as select '{FORMER}' as old_member_uid, '{SECOND}' as member_uid;
create table core.identity_ledger as select * from (values
    (date '2026-01-02', 'mint', null, '{FIRST}', 1), (date '2026-02-03', 'merge', '{FORMER}', '{SECOND}', 2),
    (date '{ERASED_ON}', 'forget', '{ERASED}', null, 3)
) as t(as_of_date, op, member_uid_from, member_uid_to, seq);
alter table core.identity_ledger add column identifier_type varchar;
alter table core.identity_ledger add column identifier_hash varchar;
alter table core.identity_ledger add column evidence varchar;
alter table core.identity_ledger add column rule_version varchar;
create table core.bridge_household_member as select * from (values
    ('H0000000001', '{FIRST}', 'phone', 1, timestamp '2026-02-01', null),
    ('H0000000001', '{SECOND}', 'phone', 1, timestamp '2026-02-01', null)
) as t(household_uid, member_uid, evidence_kinds, evidence_count, valid_from, valid_to);
create table core.bridge_vehicle_member as select '{PLATE_HASH}' as plate_hash, '{FIRST}' as member_uid,
    'main' as role, 4::bigint as stays, 1::bigint as members_bound, timestamp '2026-03-01' as valid_from,
    null::timestamp as valid_to;
"""


def make(path: Path, version: str = "v000001") -> Path:
    """Write the file, with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as con:
        con.execute(TABLES)
        con.execute("update ops.publish_log set version = ?", [version])
    return path
