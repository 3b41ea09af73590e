-- Points: earned by purchases shown at a till and by what people do,
-- burned now and then, taken back with returns.

insert into world.points_entry
with bought as (
    select
        'PT' || t.ticket_id as entry_no,
        t.member_no,
        t.shown_person_id as person_id,
        t.mall_id,
        t.sold_at + interval 3 second as occurred_at,
        cast(trunc(t.net_fen / 100) as bigint) as change,
        if(t.kind = 'sale', 'purchase', 'clawback') as reason,
        t.ticket_no as ref_no
    from world.ticket as t
    where t.member_no is not null and t.is_at_till
),

joined as (
    select 'PJ' || member_no, member_no, person_id, mall_id, registered_at + interval 1 minute,
        cast(100 as bigint), 'adjust', null
    from world.membership
    where not is_base
),

referred as (
    select 'PR' || m.member_no, m.referrer_member_no, r.person_id, m.mall_id,
        m.registered_at + interval 3 minute, cast(200 as bigint), 'referral', null
    from world.membership as m
    inner join world.membership as r on m.referrer_member_no = r.member_no
    where not m.is_base
),

signed as (
    select 'PS' || s.event_no || 'N' || m.member_no, m.member_no, m.person_id, s.mall_id,
        s.start_at + interval 30 minute, cast(50 as bigint), 'sign_up', s.event_id
    from scratch.signup as s
    inner join world.membership as m on s.person_id = m.person_id and m.membership_no = 1
        and m.registered_at < s.start_at
    where s.attends
),

parked as (
    select 'PB' || m.member_no, m.member_no, m.person_id, m.mall_id, min(b.bound_at) + interval 5 second,
        cast(80 as bigint), 'parking_bind', null
    from world.app_binding as b
    inner join world.membership as m on b.person_id = m.person_id and m.membership_no = 1
    where b.plate is not null and b.action = 'bind'
    group by m.member_no, m.person_id, m.mall_id
),

small as (
    select
        'PV' || v.visit_id,
        v.member_no,
        v.person_id,
        v.mall_id,
        v.entered_at + interval 12 minute,
        cast(5 as bigint),
        pick(['check_in', 'check_in', 'content', 'share', 'login', 'review'], v.visit_id, 'points for'),
        null
    from world.visit as v
    where v.member_no is not null and u01(v.visit_id, 'small points') < 0.2
),

earned as (
    select * from bought
    union all select * from joined
    union all select * from referred
    union all select * from signed
    union all select * from parked
    union all select * from small
)

select *, if(change > 0, at_hour(cast(occurred_at as date) + 365, 0), null) as expires_at
from earned
where change != 0 and occurred_at < at_hour(getvariable('last_day'), 24)
order by entry_no;

-- What people of old bring along: one opening entry, so that a balance begins somewhere.
insert into world.points_entry
select 'PO' || member_no, member_no, person_id, mall_id, at_hour(getvariable('first_day'), 8),
    cast(50 + u_int(person_id, 'opening', 3000) as bigint), 'adjust', 'opening',
    at_hour(cast(getvariable('first_day') as date) + 300, 0)
from world.membership
where is_base
order by member_no;

-- Half of what was earned before a day of one's own is burned on it; some of the rest runs out.
insert into world.points_entry
with day_of as (
    select member_no, person_id, mall_id, day_at(0.3 + 0.7 * u01(person_id, 'burns on')) as day,
        u01(person_id, 'burns') as u
    from world.membership
    where membership_no = 1
),

balance as (
    select d.member_no, d.person_id, d.mall_id, d.day, d.u, sum(e.change) as points
    from day_of as d
    inner join world.points_entry as e on d.member_no = e.member_no and e.occurred_at < at_hour(d.day, 0)
    group by all
)

select
    'PU' || member_no,
    member_no,
    person_id,
    mall_id,
    at_hour(day, if(u < 0.45, 11 + 9 * u01(person_id, 'burns at'), 1)),
    -cast(floor(points * if(u < 0.45, 0.5, 0.2)) as bigint),
    if(u < 0.45, pick(['redeem_goods', 'redeem_goods', 'redeem_fee', 'charity'], person_id, 'burns for'),
        'expire'),
    null,
    null
from balance
where points >= 20 and u < 0.6
order by member_no;

-- 智慧商圈 hears of the points of each payment that it brought.
insert into world.circle_points
select t.transaction_id, t.payer_openid, t.payer_appid, t.person_id, true, greatest(1, t.net_fen // 100),
    t.sold_at + interval 90 second,
    greatest(1, t.net_fen // 100) + u_int(t.person_id, 'circle total', 5000)
from world.ticket as t
where t.is_circle and t.kind = 'sale'
order by t.ticket_id;
