-- Amounts by day, and whom to count once a period. `mall_id` NULL stays out of malls and counts in the whole.
-- `about` says whether a figure counts what happened, or persons, whom identifiers may tell apart wrongly.
-- Names are those of the metric registry where it has the metric.

create or replace table truth.additive as
with amount as (
    select 'net_sales_fen' as metric_id, 'events' as about, 'source' as dimension, source as dimension_value,
        mall_id, day, sum(net_fen) as amount from truth.sale group by all
    union all
    select 'refund_fen', 'events', 'source', source, mall_id, business_date, -sum(net_fen)
    from truth.shown_ticket where kind = 'return' group by all
    union all
    select 'refund_fen', 'events', 'source', 'voucher', mall_id, day, -sum(net_fen) from truth.voucher_step
    where net_fen < 0 group by all
    union all
    select 'refund_fen', 'events', 'source', 'groupbuy', null, business_date, sum(refund_fen)
    from world.gb_order where refund_fen > 0 group by all
    union all
    select 'tickets', 'events', 'source', source, mall_id, business_date, count(*) from truth.shown_ticket
    where kind = 'sale' group by all
    union all
    select 'returns', 'events', 'source', source, mall_id, business_date, count(*) from truth.shown_ticket
    where kind = 'return' group by all
    union all
    select m.metric_id, 'events', 'source', p.source, p.mall_id, p.day,
        sum(if(m.metric_id = 'purchases', 1, p.purchase_fen))
    from truth.purchase as p
    cross join (values ('purchases'), ('purchase_net_fen')) as m (metric_id)
    group by all
    union all
    select m.metric_id, 'events', 'campaign', coalesce(r.campaign_id, 'unknown'), r.mall_id,
        day_in(r.state_at, r.mall_id), sum(if(m.metric_id = 'redemptions', 1, r.unit_cost_fen))
    from truth.redemption as r
    cross join (values ('redemptions'), ('benefit_cost_fen')) as m (metric_id)
    group by all
    union all
    select 'attributed_gmv_fen', 'people', 'campaign', coalesce(campaign_id, 'unknown'), mall_id, day, sum(fen)
    from truth.attributed group by all
    union all
    select 'coupons_issued', 'events', 'via', c.via, c.mall_id, day_in(s.state_at, c.mall_id), count(*)
    from world.coupon_state as s
    inner join world.coupon as c using (coupon_code)
    where s.state = 'issued' and told(s.state_at)
    group by all
    union all
    select 'outreach_sent', 'events', 'channel', channel, null, cast(sent_at as date), count(*)
    from world.outreach where status = 'sent' group by all
    union all
    select 'outreach_sent', 'events', 'channel', 'mass_send', s.mall_id, day_in(t.sent_at, s.mall_id), count(*)
    from world.mass_send_target as t
    inner join world.mass_send as s using (msgid)
    where t.status = 1
    group by all
    union all
    select 'friendships_added', 'events', 'all', null, mall_id, day_in(added_at, mall_id), count(*)
    from world.friendship
    where not is_transfer group by all
    union all
    select 'friendships_deleted', 'events', 'by', deleted_by, mall_id, day_in(deleted_at, mall_id), count(*)
    from world.friendship where deleted_by in ('customer', 'staff') group by all
    union all
    select 'footfall', 'events', 'all', null, mall_id, day_in(day + to_hours(hour), mall_id), sum(in_count)
    from world.footfall where is_outer and day <= getvariable('last_day')
    group by all
    union all
    select 'parking_sessions', 'events', 'all', null, mall_id, business_date, count(*)
    from world.parking_session group by all
    union all
    select 'visit_days', 'people', 'population', population, mall_id, day, count(*) from truth.visit_evidence
    group by all
    union all
    select 'member_visit_days', 'people', 'strongest_evidence', strongest, mall_id, day, count(*)
    from truth.visit_evidence where population = 'member' group by all
    union all
    select 'true_visit_days', 'people', 'all', null, mall_id, business_date, count(*) from world.visit
    where member_no is not null group by all
    union all
    select m.metric_id, 'people', 'all', null, mall_id, day, sum(if(m.metric_id = 'purchase_days', 1, fen))
    from truth.purchase_date
    cross join (values ('purchase_days'), ('purchase_day_net_fen')) as m (metric_id)
    group by all
    union all
    select 'member_net_sales_fen', 'people', 'all', null, mall_id, day, sum(net_fen) from truth.sale
    where person_id is not null group by all
    union all
    select 'points_earned', 'events', 'all', null, mall_id, day_in(occurred_at, mall_id), sum(change)
    from world.points_entry where change > 0 group by all
    union all
    select 'points_burned', 'events', 'all', null, mall_id, day_in(occurred_at, mall_id), -sum(change)
    from world.points_entry where reason like 'redeem%' or reason = 'charity' group by all
    union all
    select 'event_signups', 'events', 'has_identifier',
        if(coalesce(f.openid, f.unionid, f.phone) is null, 'no', 'yes'), e.mall_id,
        day_in(f.submitted_at, e.mall_id), count(*)
    from world.form_signup as f
    inner join world.event as e using (event_id)
    group by all
    union all
    select 'event_checkins', 'events', 'all', null, e.mall_id, day_in(c.checked_in_at, e.mall_id), count(*)
    from world.checkin as c
    inner join world.event as e using (event_id)
    group by all
    union all
    select 'groupbuy_orders', 'events', 'all', null, null, business_date, count(*) from world.gb_order
    group by all
)

select metric_id, about, dimension, dimension_value, mall_id, day, cast(amount as double) as amount
from amount
where day between getvariable('first_day') and getvariable('last_day');

create or replace view truth.distinct_of as
with first_friend as (
    select person_id, arg_min(mall_id, (added_at, friendship_id)) as mall_id,
        arg_min(day_in(added_at, mall_id), (added_at, friendship_id)) as day,
        first(entry_id order by added_at, friendship_id) as entry_id
    from world.friendship where not is_transfer group by person_id
)

select 'new_members' as metric_id, 'entry' as dimension, entry_id as dimension_value, mall_id, day, person_id
from truth.joined
union all
select 'new_friends', 'entry', coalesce(entry_id, 'unknown'), mall_id, day, person_id from first_friend
union all
select 'first_visit_members', 'all', null, mall_id, day, person_id from truth.visit_date where nth = 1
union all
select 'buyers', 'all', null, mall_id, day, person_id from truth.purchase where person_id is not null
union all
select 'visitors', 'all', null, mall_id, day, person_id from truth.visit_evidence;
