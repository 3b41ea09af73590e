-- Feeds of the operator's own systems: one export a day with the rows of the day before; the member registry's
-- first export holds everybody who was there before.
create or replace view feed.member_registry as
with change as (
    select
        m.* exclude (is_paid_member, paid_from, paid_to),
        t.tier,
        t.tier_changed_at,
        coalesce(t.is_paid_member, m.is_paid_member) as is_paid_member,
        t.paid_from,
        t.paid_to,
        greatest(coalesce(t.tier_changed_at, m.registered_at)::date, getvariable('city_first_day')) as day
    from world.membership as m
    left join world.tier_change as t using (member_no)
)

select
    c.day as _day,
    'all' as _part,
    c.member_no || '|' || coalesce(c.tier_changed_at::varchar, '') as _seq,
    c.member_no,
    c.mall_id,
    c.phone,
    c.unionid,
    c.openid,
    c.appid,
    c.card_no,
    rfc3339(c.registered_at) as registered_at,
    c.entry_id,
    c.referrer_member_no,
    c.guide_staff_id,
    c.tier,
    rfc3339(c.tier_changed_at) as tier_changed_at,
    c.birthday_md,
    c.is_paid_member,
    c.paid_from,
    c.paid_to,
    c.consent_marketing
from change as c
where c.day between getvariable('first_day') and getvariable('last_day');

create or replace view feed.points as
select
    occurred_at::date as _day, 'all' as _part, (occurred_at, entry_no) as _seq, entry_no, member_no, mall_id,
    rfc3339(occurred_at) as occurred_at, change, reason, ref_no, rfc3339(expires_at) as expires_at
from world.points_entry
where in_window(world.points_entry.occurred_at);

create or replace view feed.app_event as
select
    occurred_at::date as _day, 'app' as _part, (occurred_at, event_id) as _seq, event_id,
    utc_z(occurred_at) as occurred_at, appid, openid, unionid, event, mall_id, content_id, campaign_id, entry_id,
    task_id, benefit_id, coupon_code, point_id, device_id, ip_hash, duration_s
from world.app_event
where in_window(world.app_event.occurred_at);

create or replace view feed.app_binding as
select
    greatest(bound_at::date, getvariable('city_first_day')) as _day, 'app' as _part,
    (bound_at, openid, action) as _seq, utc_z(bound_at) as bound_at, appid, openid, unionid, phone, phone_verified,
    plate, card_no, action
from world.app_binding
where greatest(world.app_binding.bound_at::date, getvariable('city_first_day'))
    between getvariable('first_day') and getvariable('last_day');

create or replace view feed.benefit_ledger as
select
    s.state_at::date as _day, 'all' as _part, (s.state_at, s.coupon_code, s.state) as _seq, c.coupon_code,
    c.benefit_id, c.member_no, case when c.member_no is null then c.openid end as openid,
    case when c.member_no is null then c.appid end as appid, s.state, rfc3339(s.state_at) as state_at, s.shop_id,
    s.order_no, s.verify_ms, s.verify_ok
from world.coupon_state as s
inner join world.coupon as c using (coupon_code)
where in_window(s.state_at);

create or replace view feed.outreach_log as
select
    planned_at::date as _day, 'all' as _part, (planned_at, send_id) as _seq, send_id, campaign_id, experiment_id, arm,
    channel, staff_id, is_manual, member_no, external_userid, chat_id, content_id,
    local_text(planned_at) as planned_at, local_text(sent_at) as sent_at, status, fail_reason
from world.outreach
where in_window(world.outreach.planned_at);

create or replace view feed.event_checkin as
select
    checked_in_at::date as _day, 'all' as _part,
    (checked_in_at, event_id, coalesce(member_no, openid, phone)) as _seq, event_id,
    local_text(checked_in_at) as checked_in_at, member_no, openid, phone, companions, gate
from world.checkin
where in_window(world.checkin.checked_in_at);

create or replace view feed.content_stat as
select
    day as _day, 'all' as _part, (platform, content_id) as _seq, day as date, platform, content_id, exposures, clicks,
    likes, comments, shares
from world.content_stat
where day between getvariable('first_day') and getvariable('last_day');

-- An order appears when it is paid, and again, complete, when it is over.
create or replace view feed.fulfilment as
with spoken as (
    select
        *,
        paid_at::date as paid_on,
        greatest(paid_at, ready_at, picked_at, delivered_at)::date as done_on
    from world.fulfilment
),

delivered as (
    select paid_on as day, *, ready_at::date = paid_on as is_ready, done_on = paid_on as is_over from spoken
    union all
    select done_on as day, *, true as is_ready, true as is_over from spoken where done_on > paid_on
)

select
    day as _day, 'all' as _part, (paid_at, order_no) as _seq, order_no, local_text(paid_at) as paid_at,
    local_text(promised_at) as promised_at, local_text(case when is_ready then ready_at end) as ready_at,
    local_text(case when is_over then picked_at end) as picked_at,
    local_text(case when is_over then delivered_at end) as delivered_at, pickup_point_id, mode, reallocated
from delivered
where day between getvariable('first_day') and getvariable('last_day');

create or replace view feed.inventory as
select day as _day, 'all' as _part, (location_id, sku_id) as _seq, day as date, location_id, sku_id, on_hand_qty,
    on_hand_cost_fen, lag_s
from world.inventory
where day between getvariable('first_day') and getvariable('last_day');

create or replace view feed.order_rating as
select
    rated_at::date as _day, 'all' as _part, (rated_at, order_no) as _seq, order_no, leader_id, shop_id,
    local_text(rated_at) as rated_at, stars, is_complaint, local_text(responded_at) as responded_at
from world.order_rating
where in_window(world.order_rating.rated_at);

create or replace view feed.survey as
select
    answered_at::date as _day, 'all' as _part, (answered_at, survey_id, coalesce(member_no, openid)) as _seq,
    survey_id, local_text(answered_at) as answered_at, member_no, openid, kind, score, event_id
from world.survey
where in_window(world.survey.answered_at);

create or replace view feed.wifi_portal as
select
    login_at::date as _day, 'all' as _part, (login_at, mac_hash) as _seq, local_text(login_at) as login_at,
    local_text(logout_at) as logout_at, phone, openid, mac_hash, ap_id, mall_id
from world.wifi_login
where in_window(world.wifi_login.login_at);

create or replace view feed.experiment_assignment as
select
    greatest(assigned_at::date, getvariable('city_first_day')) as _day, 'all' as _part,
    (assigned_at, experiment_id, unit_id) as _seq, experiment_id, unit_id,
    if(unit = 'member', 'member_no', unit) as unit, arm, probability,
    rfc3339(assigned_at) as assigned_at
from world.assignment
where greatest(world.assignment.assigned_at::date, getvariable('city_first_day'))
    between getvariable('first_day') and getvariable('last_day');

create or replace view feed.deletion_request as
select
    requested_at::date as _day, 'all' as _part, (requested_at, identifier) as _seq,
    rfc3339(requested_at) as requested_at, identifier_type,
    case identifier_type
        when 'openid' then appid || ':' || identifier
        when 'external_userid' then (select any_value(corp_id) from world.external_contact) || ':' || identifier
        else identifier
    end as identifier,
    reason
from world.deletion_request
where in_window(world.deletion_request.requested_at);
