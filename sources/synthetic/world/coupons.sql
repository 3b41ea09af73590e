-- Coupons: issued, claimed, redeemed with the next purchase or let go. One redemption a ticket.

insert into world.coupon
with holder as (
    select
        m.*,
        p.churns_on,
        p.visit_rate,
        m.openid is not null as has_app
    from world.membership as m
    inner join world.person as p using (person_id)
    where m.membership_no = 1
),

weekly as (
    select
        h.*,
        c.day,
        day_no(c.day) * 4294967296 + h.person_id as k
    from holder as h
    cross join world.calendar as c
    where
        c.dow = 4
        and h.has_app
        and h.registered_at < at_hour(c.day, 0)
        and (h.churns_on is null or h.churns_on > c.day)
        and u01(day_no(c.day) * 4294967296 + h.person_id, 'weekly coupon') < 0.12
),

issue as (
    select
        'W' || member_no as k,
        mall_id || 'B1' as benefit_id,
        person_id,
        member_no,
        registered_at + interval 2 minute as issued_at
    from holder
    where not is_base
    union all
    select
        'D' || member_no || day,
        mall_id || 'B2',
        person_id,
        member_no,
        at_hour(day, 12 + 10 * u01(k, 'weekly at'))
    from weekly
    union all
    select
        'G' || member_no || c.day,
        h.mall_id || 'B4',
        h.person_id,
        h.member_no,
        at_hour(c.day, 9)
    from holder as h
    inner join
        world.calendar as c
        on h.birthday_md = strftime(c.day, '%m-%d') and h.registered_at < at_hour(c.day, 0)
    union all
    select
        'P' || n.n || member_no || c.day,
        mall_id || 'B' || n.n,
        person_id,
        member_no,
        at_hour(c.day, 11)
    from holder
    cross join world.calendar as c
    cross join (values (7), (8)) as n (n)
    where
        day(c.day) in (5, 20) and registered_at < at_hour(c.day, 0)
        and u01(day_no(c.day) * 4294967296 + person_id, 'pack') < 0.03
    union all
    select
        'E' || s.event_id || h.member_no,
        s.mall_id || 'B5',
        h.person_id,
        h.member_no,
        s.start_at + to_minutes(20 + u_int(s.person_id, 'gift', 60))
    from scratch.signup as s
    inner join holder as h on s.person_id = h.person_id and h.registered_at < s.start_at
    where s.attends and u01(s.event_id || s.person_id, 'gift') < 0.4
    union all
    select
        'X' || a.experiment_id || a.unit_id,
        'B' || a.experiment_id,
        a.person_id,
        a.unit_id,
        at_hour(cast(a.assigned_at as date), 10)
    from world.assignment as a
    inner join world.benefit as b on b.benefit_id = 'B' || a.experiment_id
    inner join world.membership as m on a.unit_id = m.member_no and m.consent_marketing
    where a.arm = 'treat'
    union all
    -- packs of the member day by how often people come; one in five gets another than is meant for them
    select
        'M' || b.benefit_id || d.member_no,
        b.benefit_id,
        d.person_id,
        d.member_no,
        at_hour(cast(c.start_at as date) - 1, 10)
    from (
        select
            *,
            case
                when u01(person_id, 'any pack') < 0.2 then pick(['HIGH', 'GROW', 'WAKE'], person_id, 'which pack')
                when churns_on is not null or visit_rate < 0.05 then 'WAKE'
                when visit_rate < 0.12 then 'GROW'
                else 'HIGH'
            end as pack
        from holder
    ) as d
    inner join world.benefit as b on b.pack_id = d.mall_id || d.pack
    inner join world.campaign as c on b.campaign_id = c.campaign_id and c.campaign_no = 200
    where d.registered_at < at_hour(cast(c.start_at as date) - 1, 0) and u01(d.person_id, 'gets pack') < 0.5
),

known as (
    select
        i.*,
        b.mall_id,
        b.valid_days,
        b.campaign_id,
        b.stock_id
    from issue as i
    inner join world.benefit as b using (benefit_id)
    where i.issued_at < at_hour(getvariable('last_day'), 24)
)

select
    'CP' || hex_of(k.k, 'coupon')[1:18] as coupon_code,
    k.benefit_id,
    k.mall_id,
    k.person_id,
    -- a third of the ledger knows the app's account instead of the member
    if(o.openid is not null and u01(k.k, 'by openid') < 0.33, null, k.member_no) as member_no,
    if(u01(k.k, 'by openid') < 0.33, o.openid, null) as openid,
    if(u01(k.k, 'by openid') < 0.33, o.appid, null) as appid,
    'ledger' as via,
    null as stock_id,
    null as unionid,
    k.issued_at,
    at_hour(cast(k.issued_at as date) + k.valid_days, 0) as expires_at,
    k.campaign_id
from known as k
inner join world.membership as m on k.member_no = m.member_no
left join world.openid as o on if(m.openid is null, null, m.wechat_id) = o.wechat_id and o.app = 'mini'
order by coupon_code;

-- Coupons that WeChat Pay puts into the wallet after a payment.
insert into world.coupon
select
    '9' || digits(t.ticket_id, 'wallet', 18),
    t.mall_id || 'B6',
    t.mall_id,
    t.person_id,
    null,
    t.payer_openid,
    t.payer_appid,
    'wechat',
    b.stock_id,
    w.unionid,
    t.sold_at + interval 40 second,
    at_hour(cast(t.sold_at as date) + 14, 0),
    null
from world.ticket as t
inner join world.benefit as b on b.benefit_id = t.mall_id || 'B6'
inner join world.openid as o on t.payer_openid = o.openid
inner join world.wechat as w on o.wechat_id = w.wechat_id
where t.kind = 'sale' and t.person_id is not null and u01(t.ticket_id, 'wallet') < 0.05
order by t.ticket_id;

-- The purchase that may carry it: the next one in the city that a till or a payment shows.
create or replace table scratch.redeeming as
with wish as (
    select
        coupon_code,
        person_id,
        issued_at,
        expires_at,
        u01(coupon_code, 'redeems')
        < case right(benefit_id, 2) when 'B1' then 0.6 when 'B2' then 0.55 when 'B5' then 0.7 else 0.42 end
            as wants,
        -- these take only tickets that no other coupon wants
        benefit_id like 'M__MD_' as is_last
    from world.coupon
),

buy as (
    select
        ticket_id,
        person_id,
        shop_id,
        ticket_no,
        sold_at
    from world.ticket
    where kind = 'sale' and person_id is not null and (is_at_till or tender = 'wechat')
),

met as (
    select
        w.coupon_code,
        w.is_last,
        w.person_id,
        b.ticket_id,
        b.shop_id,
        b.ticket_no,
        b.sold_at
    from (
        select * from wish
        where wants
    ) as w
    asof inner join buy as b on w.person_id = b.person_id and w.issued_at + interval 30 minute <= b.sold_at
    where b.sold_at < w.expires_at
)

select * from met
qualify row_number() over (partition by ticket_id order by is_last, coupon_code) = 1;

insert into world.coupon_state
with returned as (
    select
        origin_ticket_id,
        min(sold_at) as at
    from world.ticket
    where kind = 'return' and is_full_return
    group by origin_ticket_id
),

life as (
    select
        c.coupon_code,
        c.issued_at,
        c.expires_at,
        c.via,
        r.shop_id,
        r.ticket_id,
        -- the ledger does not always know the ticket
        if(u01(c.coupon_code, 'names ticket') < 0.8, r.ticket_no, null) as order_no,
        r.sold_at + to_seconds(10 + u_int(c.coupon_code, 'verifies', 50)) as redeemed_at,
        b.at as returned_at,
        r.ticket_id is not null or u01(c.coupon_code, 'claims') < 0.8 as is_claimed,
        plus_minutes(c.issued_at, 1 + 25 * u01(c.coupon_code, 'claims at')) as claimed_at,
        200 + u_int(c.coupon_code, 'verify ms', 3800) as verify_ms
    from world.coupon as c
    left join scratch.redeeming as r using (coupon_code)
    left join returned as b on r.ticket_id = b.origin_ticket_id
)

select
    coupon_code,
    'issued',
    issued_at,
    null,
    null,
    null,
    null,
    null
from life
union all
select
    coupon_code,
    'claimed',
    claimed_at,
    null,
    null,
    null,
    null,
    null
from life
where is_claimed
union all
select
    coupon_code,
    'redeemed',
    redeemed_at,
    shop_id,
    order_no,
    ticket_id,
    verify_ms,
    true
from life
where redeemed_at is not null
union all
-- a verification that failed at first
select
    coupon_code,
    'redeemed',
    redeemed_at - interval 8 second,
    shop_id,
    null,
    null,
    verify_ms + 4000,
    false
from life
where redeemed_at is not null and via = 'ledger' and u01(coupon_code, 'verify fails') < 0.03
union all
select
    coupon_code,
    'cancelled',
    redeemed_at + interval 20 minute,
    shop_id,
    order_no,
    null,
    null,
    null
from life
where redeemed_at is not null
    and returned_at is null
    and via = 'ledger'
    and u01(coupon_code, 'cancelled') < 0.01
union all
select
    coupon_code,
    'refunded',
    returned_at + interval 5 minute,
    shop_id,
    order_no,
    null,
    null,
    null
from life
where returned_at is not null and via = 'ledger' and u01(coupon_code, 'given back') < 0.7
union all
select
    coupon_code,
    'expired',
    expires_at,
    null,
    null,
    null,
    null,
    null
from life
where redeemed_at is null and expires_at < at_hour(getvariable('last_day'), 24)
order by all;

-- A mall's own parking hours are used at the barrier: no shop, no ticket.
insert into world.coupon
select
    'PH' || hex_of(session_id, 'parking hours')[1:18],
    mall_id || 'B3',
    mall_id,
    person_id,
    member_no,
    null,
    null,
    'ledger',
    null,
    null,
    in_at + interval 30 minute,
    at_hour(business_date + 7, 0),
    null
from world.parking_session
where discount_fen > 0 and out_at > in_at + interval 40 minute
order by session_id;

insert into world.coupon_state
select
    'PH' || hex_of(session_id, 'parking hours')[1:18],
    s.state,
    if(s.state = 'redeemed', out_at, in_at + interval 30 minute),
    null,
    null,
    null,
    if(s.state = 'redeemed', 300, null),
    if(s.state = 'redeemed', true, null)
from world.parking_session
cross join (values ('issued'), ('redeemed')) as s (state)
where discount_fen > 0 and out_at > in_at + interval 40 minute
order by all;
