-- Master data: one hand-kept CSV, whole, on every day on which it changed.
create or replace view feed.master_mall as
select
    _day, _part, mall_id as _seq, mall_id, mall_name, mall_type, timezone, business_day_cut_hour, open_hour,
    close_hour, parking_codes, currency
from master_rows('world.mall');

create or replace view feed.master_shop as
select
    _day, _part, shop_id as _seq, shop_id, mall_id, shop_name, brand, floor, category, pos_store_code,
    circle_shop_number, douyin_account_id, meituan_shop_uuid, sub_mchid, margin_rate
from master_rows('world.shop');

create or replace view feed.master_gate as
select _day, _part, gate_id as _seq, gate_id, mall_id, is_outer from master_rows('world.gate');

create or replace view feed.master_entry as
select
    _day, _part, entry_id as _seq, entry_id, mall_id, kind, touchpoint_type, scene, channel, state_code, campaign_id,
    staff_id, partner_code, local_text(valid_from) as valid_from, local_text(valid_to) as valid_to
from master_rows('world.entry');

create or replace view feed.master_staff as
select _day, _part, staff_id as _seq, staff_id, mall_id, role, shop_id, phone from master_rows('world.staff');

create or replace view feed.master_group as
select _day, _part, chat_id as _seq, chat_id, mall_id, group_type, staff_id from master_rows('world.chat_group');

create or replace view feed.master_campaign as
select
    _day, _part, campaign_id as _seq, campaign_id, mall_id, name, objective, node, local_text(start_at) as start_at,
    local_text(end_at) as end_at, template_id, owner
from master_rows('world.campaign');

create or replace view feed.master_content as
select
    _day, _part, content_id as _seq, content_id, campaign_id, platform, kind, column_type, crowd, benefit_point,
    action_path, tracking_code, entry_id, chat_id, local_text(planned_at) as planned_at,
    local_text(published_at) as published_at, duration_s
from master_rows('world.content');

create or replace view feed.master_benefit as
select
    _day, _part, benefit_id as _seq, benefit_id, campaign_id, name, benefit_class, benefit_type, face_value_fen,
    unit_cost_fen, bearer, stock_id, quota, valid_days, trigger, cap_issue_fen, cap_member_month_fen, cap_month_fen,
    pack_id
from master_rows('world.benefit');

create or replace view feed.master_task as
select _day, _part, task_id as _seq, task_id, campaign_id, kind, steps, window_days, reward_benefit_id
from master_rows('world.task');

create or replace view feed.master_event as
select
    _day, _part, event_id as _seq, event_id, mall_id, community_id, name, event_kind, ring, cadence, theme, form_id,
    campaign_id, local_text(start_at) as start_at, local_text(end_at) as end_at, capacity, fee_fen, host_member_no,
    template_id
from master_rows('world.event');

create or replace view feed.master_cost as
select _day, _part, cost_id as _seq, cost_id, day as date, kind, amount_fen, campaign_id, event_id, benefit_id, channel
from master_rows('world.cost');

create or replace view feed.master_product as
select
    _day, _part, sku_id as _seq, sku_id, name, category, subcategory, brand, is_own_brand, is_imported, is_organic,
    is_fresh, price_band, margin_rate
from master_rows('world.product');

create or replace view feed.master_community as
select _day, _part, community_id as _seq, community_id, name, tier, households from master_rows('world.community');

create or replace view feed.master_building as
select
    _day, _part, community_id || '|' || building_no as _seq, community_id, building_no, households, unit_type,
    family_structure
from master_rows('world.building');

create or replace view feed.master_pickup_point as
select _day, _part, pickup_point_id as _seq, pickup_point_id, community_id, mode, capacity, leader_id
from master_rows('world.pickup_point');

create or replace view feed.master_leader as
select
    _day, _part, leader_id as _seq, leader_id, community_id, declared_type, phone, local_text(applied_at) as applied_at,
    local_text(approved_at) as approved_at, local_text(left_at) as left_at, is_property_or_shop_owner
from master_rows('world.leader');

create or replace view feed.master_role as
select
    _day, _part, member_no || '|' || role || '|' || valid_from as _seq, member_no, role,
    local_text(valid_from) as valid_from, local_text(valid_to) as valid_to
from master_rows('world.role');

create or replace view feed.master_experiment as
select
    _day, _part, experiment_id as _seq, experiment_id, campaign_id, kind, unit, arms, salt, population,
    primary_metric, metrics, outcome_days, pre_days, local_text(start_at) as start_at, local_text(end_at) as end_at,
    local_text(registered_at) as registered_at, assigned_externally
from master_rows('world.experiment');

create or replace view feed.master_target as
select
    _day, _part, concat_ws('|', metric_id, mall_id, dimension, dimension_value) as _seq, metric_id, mall_id,
    dimension, dimension_value, target, warn, critical, direction, owner_role, playbook_id
from master_rows('world.target');
