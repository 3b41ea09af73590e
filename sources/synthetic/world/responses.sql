-- What people tell about themselves: bindings in the app, sign-ups, check-ins, surveys, vouchers, erasure.

insert into world.app_binding
with user as (
    select
        m.*,
        o.openid as bound_openid,
        o.appid as bound_appid,
        w.unionid as bound_unionid,
        w.unionid_known_from
    from world.membership as m
    inner join world.wechat as w on m.person_id = w.person_id and w.account_no = if(m.membership_no = 2, 2, 1)
    inner join world.openid as o on w.wechat_id = o.wechat_id and o.app = 'mini'
),

bound as (
    -- on registering by the app
    select registered_at + interval 20 second as bound_at, person_id, bound_openid, bound_appid,
        bound_unionid, unionid_known_from, phone, true as phone_verified,
        null as plate, if(u01(person_id, 'binds card') < 0.5, card_no, null) as card_no
    from user
    where openid is not null
    union all
    -- who registered at a till finds the app later
    select plus_minutes(greatest(registered_at, at_hour(getvariable('first_day'), 8)),
        60 + 1440 * 80 * u01(person_id, 'finds app')), person_id, bound_openid, bound_appid,
        bound_unionid, unionid_known_from, phone, phone_kind is distinct from 'placeholder', null, card_no
    from user
    where openid is null and membership_no = 1 and phone_kind is distinct
    from 'placeholder' and u01(person_id, 'app') < 0.45
    union all
    -- the plate, mostly at the first payment for parking
    select plus_minutes(greatest(u.registered_at,
        at_hour(greatest(v.valid_from, cast(getvariable('first_day') as date)), 8)),
        30 + 1440 * 45 * pow(u01(u.person_id, 'binds plate at'), 2)),
        u.person_id, u.bound_openid, u.bound_appid, u.bound_unionid, u.unionid_known_from, null, false,
            v.plate, null
    from user as u
    inner join world.plate_driver as d using (person_id)
    inner join world.plate as v on d.plate = v.plate
    where u.membership_no = 1 and (u.openid is not null or u01(u.person_id, 'app') < 0.45)
        and u01(hash(u.person_id, v.plate), 'binds plate') < 0.45
)

select
    bound_at, bound_appid, bound_openid, if(unionid_known_from <= cast(bound_at as date), bound_unionid,
        null), person_id, phone,
    if(phone is null, false, phone_verified), plate, card_no, 'bind'
from bound
where bound_at < at_hour(getvariable('last_day'), 24)
qualify row_number() over (partition by bound_openid, bound_at order by plate, phone) = 1
order by bound_at, bound_openid;

-- People who are introduced: all of their accounts, and their number, are bound on the first morning.
insert into world.app_binding
select cast(getvariable('first_day') as timestamp) + interval 1 minute, o.appid, o.openid, w.unionid, w.person_id,
    p.phone, true, null, null, 'bind'
from world.wechat as w
inner join world.openid as o using (wechat_id)
inner join world.phone as p on w.person_id = p.person_id and p.kind = 'own'
where u01(w.person_id, 'introduced') < getvariable('rate_introduced')
order by o.openid;

insert into world.app_binding
select plus_minutes(bound_at, 1440 * (3 + 30 * u01(openid, 'unbinds at'))), appid, openid, unionid, person_id,
    null, false, plate, null, 'unbind'
from world.app_binding
where plate is not null and u01(openid || plate, 'unbinds') < 0.03
    and plus_minutes(bound_at, 1440 * (3 + 30 * u01(openid, 'unbinds at'))) < at_hour(getvariable('last_day'),
    24)
order by openid;

insert into world.form_signup
with signed as (
    select s.*, e.form_id, e.form_vendor, o.openid, o.appid, w.unionid, w.unionid_known_from,
        coalesce(m.phone, p.phone) as phone, m.phone_kind,
        s.start_at - to_minutes(60 + u_int(hash(s.person_id, s.event_no), 'signs up at',
            7000)) as submitted_at,
        hash(s.person_id, s.event_no) as k
    from scratch.signup as s
    inner join world.event as e using (event_id)
    left join world.wechat as w on s.person_id = w.person_id and w.account_no = 1
    left join world.openid as o on w.wechat_id = o.wechat_id and o.app = 'form'
    left join world.membership as m on s.person_id = m.person_id and m.membership_no = 1
    left join world.phone as p on s.person_id = p.person_id and p.kind = 'own'
    where s.signs_up
)

select
    form_id,
    form_vendor,
    cast(row_number() over (partition by form_id order by submitted_at, person_id) as integer) as serial_no,
    event_id,
    person_id,
    if(form_vendor = 'jinshuju', openid, null),
    if(form_vendor = 'jinshuju' and openid is not null, appid, null),
    if(form_vendor = 'jinshuju' and unionid_known_from <= cast(submitted_at as date)
        and u01(k, 'form unionid') < 0.5, unionid, null),
    if(phone_kind is distinct from 'placeholder' and u01(k, 'form phone') < 0.8, phone, null),
    submitted_at,
    '198.51.100.' || (1 + person_id % 250)
from signed
where submitted_at >= getvariable('first_day')
order by form_id, serial_no;

insert into world.checkin
with came as (
    select s.*, hash(s.person_id, s.event_no) as k, m.member_no, o.openid, coalesce(m.phone, p.phone) as phone
    from scratch.signup as s
    left join world.membership as m on s.person_id = m.person_id and m.membership_no = 1
        and m.registered_at < s.start_at
    left join world.wechat as w on s.person_id = w.person_id and w.account_no = 1
    left join world.openid as o on w.wechat_id = o.wechat_id and o.app = 'mini'
    left join world.phone as p on s.person_id = p.person_id and p.kind = 'own'
    inner join world.visit as v on s.person_id = v.person_id and s.day = v.business_date
        and s.mall_id = v.mall_id
    where s.attends and (m.phone_kind is null or m.phone_kind != 'placeholder')
),

shown as (
    select *, case when member_no is not null and u01(k, 'checks by') < 0.5 then 1 when openid is not null
        and u01(k, 'checks by') < 0.8 then 2 else 3 end as by_what
    from came
)

select
    event_id, start_at + to_minutes(u_int(k, 'comes after', 45)), person_id, if(by_what = 1, member_no, null),
        if(by_what = 2, openid, null),
    if(by_what = 3, phone, null), [0, 0, 1, 1, 2][1 + u_int(k, 'companions', 5)], mall_id || 'G1'
from shown
qualify by_what != 3 or row_number() over (partition by event_id, phone, by_what order by person_id) = 1
order by event_id, person_id;

insert into world.survey
with asked as (
    select c.event_id, c.person_id, c.checked_in_at, m.member_no, o.openid, k.kind,
        hash(c.event_id, c.person_id, k.kind) as h
    from world.checkin as c
    cross join (values ('nps'), ('csat')) as k (kind)
    left join world.membership as m on c.person_id = m.person_id and m.membership_no = 1
        and m.registered_at < c.checked_in_at
    left join world.wechat as w on c.person_id = w.person_id and w.account_no = 1
    left join world.openid as o on w.wechat_id = o.wechat_id and o.app = 'mini'
)

select
    'SV' || event_id || upper(kind), checked_in_at + to_hours(3 + u_int(h, 'answers at', 40)), person_id,
        member_no, if(member_no is null, openid, null), kind,
    if(kind = 'nps', [10, 10, 9, 9, 8, 8, 7, 6, 4][1 + u_int(h, 'score', 9)],
        [5, 5, 5, 4, 4, 3, 2][1 + u_int(h, 'score', 7)]), event_id
from asked
where u01(h, 'answers') < 0.4 and coalesce(member_no, openid) is not null
    and checked_in_at + to_hours(3 + u_int(h, 'answers at', 40)) < at_hour(getvariable('last_day'), 24)
order by all;

-- Vouchers of Douyin and Meituan, used in shops that take them; some tell the phone, some are taken back.
insert into world.voucher
with used as (
    select v.visit_id, v.person_id, v.mall_id, v.business_date, v.entered_at, v.left_at, s.shop_id,
        s.douyin_account_id, s.meituan_shop_uuid, s.ticket_median_fen,
        if(s.meituan_shop_uuid is not null and u01(v.visit_id, 'platform') < 0.45, 'meituan',
            'douyin') as platform
    from world.visit as v
    inner join scratch.shop_slot as t
        on v.mall_id = t.mall_id and t.wanted = ['dining', 'dining', 'cinema', 'beauty'][
            1 + u_int(v.visit_id, 'voucher for', 4)] and t.slot = u_int(v.visit_id, 'voucher slot', 64)
    inner join world.shop as s on t.shop_id = s.shop_id and s.known_from <= v.business_date
    where u01(v.visit_id, 'voucher') < 0.03
),

priced as (
    select *,
        cast(round(ticket_median_fen * (
        0.9 + 0.9 * u01(visit_id, 'voucher price')) / 100) * 100 as bigint) as price_fen,
        date_trunc('second',
            entered_at + (left_at - entered_at) * (0.2 + 0.6 * u01(visit_id, 'voucher at'))) as verified_at
    from used
)

select
    if(v.platform = 'douyin', '7' || digits(v.visit_id, 'verify', 18),
        digits(v.visit_id, 'receipt', 12)) as voucher_id,
    v.platform,
    '7' || digits(v.visit_id, 'certificate', 18),
    '1' || digits(v.visit_id, 'platform order', 18),
    if(v.platform = 'douyin', v.douyin_account_id, v.meituan_shop_uuid),
    digits(v.shop_id, 'deal', 9),
    v.mall_id,
    v.shop_id,
    v.person_id,
    if(v.platform = 'douyin' and u01(v.visit_id, 'voucher phone') < 0.5, p.phone, null),
    v.verified_at,
    v.business_date,
    v.price_fen,
    cast(v.price_fen * 1.4 as bigint),
    cast(v.price_fen * 0.05 as bigint),
    cast(v.price_fen * 0.1 as bigint),
    if(u01(v.visit_id, 'voucher back') < 0.02, v.verified_at + interval 15 minute, null)
from priced as v
inner join world.phone as p on v.person_id = p.person_id and p.kind = 'own'
    and p.valid_from <= v.business_date
order by v.visit_id;

insert into world.deletion_request
select
    at_hour(day_at(0.6 + 0.4 * u01(person_id, 'asks on')), 10 + 8 * u01(person_id, 'asks at')), person_id,
    if(u01(person_id, 'asks by') < 0.5 and phone_kind = 'own', 'phone', 'member_no'),
        if(u01(person_id, 'asks by') < 0.5 and phone_kind = 'own', phone, member_no), null,
    'member_request'
from world.membership
where membership_no = 1 and is_base and u01(person_id, 'asks') < getvariable('rate_erasure')
order by person_id;
