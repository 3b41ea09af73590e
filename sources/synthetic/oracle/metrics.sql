-- Metrics straight from the world. `additive` holds amounts by day, `distinct_of` holds whom to count once a
-- period. `mall_id` NULL stays out of malls and counts in the whole. Names are those of the metric registry
-- where it has the metric.

-- Tickets that some feed shows: by the till, else by the bill of a WeChat or Alipay payment.
create or replace view truth.shown_ticket as
select
    *,
    case when is_at_till then 'till' when is_circle then 'circle' else 'bill' end as source
from world.ticket
where is_at_till or tender in ('wechat', 'alipay');

create or replace table truth.undone as
select
    s.ticket_id,
    coalesce(sum(r.net_fen) filter (where r.business_date = s.business_date), 0) as same_day_fen,
    coalesce(bool_or(r.is_full_return and r.business_date <= s.business_date + 30), false) as is_undone
from world.ticket as s
inner join world.ticket as r on s.ticket_id = r.origin_ticket_id
group by s.ticket_id;

create or replace view truth.purchase as
select t.*, t.net_fen + coalesce(u.same_day_fen, 0) as purchase_fen
from truth.shown_ticket as t
left join truth.undone as u using (ticket_id)
where t.kind = 'sale' and t.net_fen + coalesce(u.same_day_fen, 0) > 0 and not coalesce(u.is_undone, false);

-- A coupon used and never given back; a failed verification does not count.
create or replace view truth.redemption as
select s.coupon_code, s.state_at, c.person_id, c.via, coalesce(h.mall_id, c.mall_id) as mall_id, s.shop_id
from world.coupon_state as s
inner join world.coupon as c using (coupon_code)
left join world.shop as h on s.shop_id = h.shop_id
where
    s.state = 'redeemed' and s.verify_ok
    and not exists (
        select 1 from world.coupon_state as u where u.coupon_code = s.coupon_code and u.state in ('cancelled',
            'refunded') and u.state_at >= s.state_at
    );

-- Days are business days of the mall, where there is one.
set variable mall_cuts = (select map_from_entries(list((mall_id, business_day_cut_hour))) from world.mall);
create or replace macro day_in(t, mall) as
cast(t - to_hours(coalesce(getvariable('mall_cuts')[mall], 0)) as date);

-- One row a person, mall and business day with proof of presence; 1 is the strongest proof. A ticket proves
-- whose card or number was shown (a lent card: its owner), else whose WeChat account paid; an account of
-- which nothing else is known is a stranger, with a number below nothing.
create or replace table truth.visit_evidence as
with proof as (
    select case when is_at_till and shown_person_id is not null then shown_person_id
            when tender = 'wechat' then coalesce(person_id, -ticket_id) end as person_id,
        mall_id, business_date as day, 'ticket' as evidence, 2 as strength
    from truth.shown_ticket
    where (is_at_till and shown_person_id is not null) or tender = 'wechat'
    union
    select r.person_id, r.mall_id, day_in(r.state_at, r.mall_id), 'redemption', 1
    from truth.redemption as r
    where r.shop_id is not null
    union
    select c.person_id, e.mall_id, day_in(c.checked_in_at, e.mall_id), 'check_in', 3
    from world.checkin as c
    inner join world.event as e using (event_id)
    union
    select a.person_id, a.mall_id, day_in(a.occurred_at, a.mall_id), 'check_in', 3
    from world.app_event as a
    where a.event = 'check_in'
    union
    -- a plate proves those who bound it, sooner or later
    select b.person_id, p.mall_id, p.business_date, 'parking', 4
    from world.parking_session as p
    inner join world.app_binding as b on p.plate = b.plate and b.action = 'bind'
    union
    select person_id, mall_id, business_date, 'wifi', 5 from world.wifi_login
    where coalesce(phone, openid) is not null
)

select p.person_id, p.mall_id, p.day, arg_min(p.evidence, p.strength) as strongest,
    case when p.person_id < 0 then 'stranger' when m.person_id is null then 'guest'
        else 'member' end as population
from proof as p
left join (select distinct person_id from world.membership) as m on p.person_id = m.person_id
group by p.person_id, p.mall_id, p.day, m.person_id;

-- A platform that tells when a voucher was cancelled tells a sale and a return, the other one neither.
create or replace view truth.voucher_step as
select mall_id, business_date as day, price_fen as net_fen from world.voucher
where cancelled_at is null or platform = 'douyin'
union all
select mall_id, day_in(cancelled_at, mall_id), -price_fen from world.voucher
where cancelled_at is not null and platform = 'douyin';

create or replace table truth.additive as
with amount as (
    select 'net_sales_fen' as metric_id, 'source' as dimension, source as dimension_value, mall_id,
        business_date as day, sum(net_fen) as amount from truth.shown_ticket group by all
    union all
    select 'net_sales_fen', 'source', 'voucher', mall_id, day, sum(net_fen) from truth.voucher_step group by all
    union all
    select 'net_sales_fen', 'source', 'groupbuy', null, business_date, sum(amount_fen - refund_fen)
    from world.gb_order group by all
    union all
    select 'refund_fen', 'source', source, mall_id, business_date, -sum(net_fen) from truth.shown_ticket
    where kind = 'return' group by all
    union all
    select 'refund_fen', 'source', 'voucher', mall_id, day, -sum(net_fen) from truth.voucher_step
    where net_fen < 0 group by all
    union all
    select 'refund_fen', 'source', 'groupbuy', null, business_date, sum(refund_fen) from world.gb_order
    where refund_fen > 0 group by all
    union all
    select 'tickets', 'source', source, mall_id, business_date, count(*) from truth.shown_ticket
    where kind = 'sale' group by all
    union all
    select 'returns', 'source', source, mall_id, business_date, count(*) from truth.shown_ticket
    where kind = 'return' group by all
    union all
    select 'purchases', 'source', source, mall_id, business_date, count(*) from truth.purchase group by all
    union all
    select 'purchase_net_fen', 'source', source, mall_id, business_date, sum(purchase_fen) from truth.purchase
    group by all
    union all
    -- Vouchers and community orders are purchases, too (B8).
    select m.metric_id, 'source', o.source, o.mall_id, o.business_date,
        sum(if(m.metric_id = 'purchases', 1, o.paid_fen))
    from (
        select 'voucher' as source, mall_id, business_date, price_fen as paid_fen from world.voucher
        where cancelled_at is null
        union all
        select 'groupbuy', null, business_date, amount_fen - refund_fen from world.gb_order
    ) as o
    cross join (values ('purchases'), ('purchase_net_fen')) as m (metric_id)
    where o.paid_fen > 0
    group by all
    union all
    select 'redemptions', 'via', r.via, r.mall_id, day_in(r.state_at, r.mall_id), count(*)
    from truth.redemption as r
    group by all
    union all
    select 'coupons_issued', 'via', c.via, c.mall_id, day_in(s.state_at, c.mall_id),
        count(*)
    from world.coupon_state as s
    inner join world.coupon as c using (coupon_code)
    where s.state = 'issued'
    group by all
    union all
    select 'outreach_sent', 'channel', channel, null, cast(sent_at as date), count(*) from world.outreach
    where status = 'sent' group by all
    union all
    select 'outreach_sent', 'channel', 'mass_send', s.mall_id, day_in(t.sent_at, s.mall_id), count(*)
    from world.mass_send_target as t
    inner join world.mass_send as s using (msgid)
    where t.status = 1
    group by all
    union all
    select 'friendships_added', 'all', null, mall_id, day_in(added_at, mall_id), count(*)
    from world.friendship
    where not is_transfer group by all
    union all
    select 'friendships_deleted', 'by', deleted_by, mall_id, day_in(deleted_at, mall_id), count(*)
    from world.friendship where deleted_by in ('customer', 'staff') group by all
    union all
    select 'footfall', 'all', null, mall_id, day, sum(in_count) from world.footfall where is_outer
    group by all
    union all
    select 'parking_sessions', 'all', null, mall_id, business_date, count(*) from world.parking_session
    group by all
    union all
    select 'visit_days', 'population', population, mall_id, day, count(*) from truth.visit_evidence
    group by all
    union all
    select 'member_visit_days', 'strongest_evidence', strongest, mall_id, day, count(*)
    from truth.visit_evidence where population = 'member' group by all
    union all
    select 'true_visit_days', 'all', null, mall_id, business_date, count(*) from world.visit
    where member_no is not null group by all
    union all
    select 'points_earned', 'all', null, mall_id, day_in(occurred_at, mall_id), sum(change)
    from world.points_entry where change > 0 group by all
    union all
    select 'points_burned', 'all', null, mall_id, day_in(occurred_at, mall_id), -sum(change)
    from world.points_entry where reason like 'redeem%' or reason = 'charity' group by all
    union all
    select 'event_signups', 'has_identifier', if(coalesce(f.openid, f.unionid, f.phone) is null, 'no', 'yes'),
        e.mall_id, day_in(f.submitted_at, e.mall_id), count(*)
    from world.form_signup as f
    inner join world.event as e using (event_id)
    group by all
    union all
    select 'event_checkins', 'all', null, e.mall_id, day_in(c.checked_in_at, e.mall_id), count(*)
    from world.checkin as c
    inner join world.event as e using (event_id)
    group by all
    union all
    select 'groupbuy_orders', 'all', null, null, business_date, count(*) from world.gb_order group by all
)

select metric_id, dimension, dimension_value, mall_id, day, cast(amount as double) as amount from amount
where day between getvariable('first_day') and getvariable('last_day');

create or replace view truth.distinct_of as
with first_joined as (
    select person_id, arg_min(mall_id, registered_at) as mall_id,
        cast(min(registered_at) as date) as day
    from world.membership group by person_id
),

first_friend as (
    select person_id, arg_min(mall_id, added_at) as mall_id,
        min(day_in(added_at, mall_id)) as day
    from world.friendship where not is_transfer group by person_id
)

select 'new_members' as metric_id, mall_id, day, person_id from first_joined
union all
select 'new_friends', mall_id, day, person_id from first_friend
union all
-- buyers known by what they showed at a till
select 'buyers', mall_id, business_date, shown_person_id from truth.purchase
where is_at_till and shown_person_id is not null
union all
select 'visitors', mall_id, day, person_id from truth.visit_evidence;

create or replace table truth.metric_truth as
with period as (
    select day, kind,
        cast(case kind when 'day' then day when 'week' then date_trunc('week', day)
        else date_trunc('month', day) end as date) as period_start
    from world.calendar
    cross join (values ('day'), ('week'), ('month')) as k (kind)
),

summed as (
    select a.metric_id, p.kind, p.period_start, a.mall_id, grouping(a.mall_id) = 1 as is_all, a.dimension,
        a.dimension_value, grouping(a.dimension) = 1 as is_whole,
        sum(a.amount) as numerator
    from truth.additive as a
    inner join period as p using (day)
    group by grouping sets (
        (a.metric_id, p.kind, p.period_start, a.mall_id, a.dimension, a.dimension_value),
            (a.metric_id, p.kind, p.period_start, a.dimension, a.dimension_value),
        (a.metric_id, p.kind, p.period_start, a.mall_id), (a.metric_id, p.kind, p.period_start)
    )
    union all
    select d.metric_id, p.kind, p.period_start, d.mall_id, grouping(d.mall_id) = 1, null, null, true,
        count(distinct d.person_id)
    from truth.distinct_of as d
    inner join period as p using (day)
    group by grouping sets ((d.metric_id, p.kind, p.period_start, d.mall_id),
        (d.metric_id, p.kind, p.period_start))
),

named as (
    select
        metric_id,
        kind as period_kind,
        period_start,
        if(is_all, 'ALL', coalesce(mall_id, 'unknown')) as mall_id,
        if(is_whole, 'all', dimension) as dimension,
        if(is_whole, null, dimension_value) as dimension_value,
        numerator,
        null::double as denominator,
        numerator as value
    from summed
    where is_whole or dimension != 'all'
),

ratio as (
    select n.metric_id, n.period_kind, n.period_start, n.mall_id, 'all', null, n.numerator, d.numerator,
        n.numerator / d.numerator
    from (
        select * replace ('average_ticket_fen' as metric_id) from named
        where metric_id = 'purchase_net_fen' and dimension = 'all'
        union all
        select * replace ('visits_per_visitor' as metric_id) from named
        where metric_id = 'visit_days' and dimension = 'all'
    ) as n
    inner join named as d
        on
            d.metric_id = if(n.metric_id = 'average_ticket_fen', 'purchases', 'visitors')
                and n.period_kind = d.period_kind
            and n.period_start = d.period_start and n.mall_id = d.mall_id and d.dimension = 'all'
)

-- `is_complete`: all days of the period are simulated
select
    *,
    period_start >= getvariable('first_day')
    and period_start + case period_kind when 'day' then 0 when 'week' then 6
        else cast(date_diff('day', period_start, period_start + interval 1 month) as integer) - 1 end
    <= getvariable('last_day') as is_complete
from (
    select * from named
    union all
    select * from ratio
)
order by all;
