-- The mini-program in the days chunk_from to chunk_to: sessions at home and what people do with it on site.

create or replace temp table app_user as
select
    o.openid,
    o.appid,
    w.unionid,
    w.unionid_known_from,
    w.account_no,
    p.person_id,
    p.home_mall_id,
    p.visit_rate,
    p.churns_on,
    d.device_id,
    if(
        m.openid is not null and m.membership_no = 1,
        cast(m.registered_at as date),
        cast(getvariable('first_day') as date) + 100000
    ) as app_since
from world.wechat as w
inner join world.openid as o on w.wechat_id = o.wechat_id and o.app = 'mini'
inner join world.person as p on w.person_id = p.person_id
left join world.membership as m on w.wechat_id = m.wechat_id
left join world.device as d on w.person_id = d.person_id and d.kind = 'own';

create or replace temp table app_session as
with drawn as (
    select
        u.*,
        c.day,
        (c.day_no * 4294967296 + u.person_id) * 8 + u.account_no as k
    from app_user as u
    cross join chunk_day as c
    where
        u.app_since < c.day and (u.churns_on is null or u.churns_on > c.day)
        and u01((c.day_no * 4294967296 + u.person_id) * 8 + u.account_no, 'session')
        < 0.03 + 0.5 * u.visit_rate
)

select
    *,
    at_hour(day, 8 + 15 * (u01(k, 'when a') + u01(k, 'when b')) / 2) as begins_at,
    20 + u_int(k, 'lasts', 600) as duration_s,
    printf(
        '%sK%03d',
        home_mall_id,
        1 + u_int(k, 'content', greatest(1, cast((day_no(day) + 6) / 7 * 3 as integer)))
    ) as content_id
from drawn;

insert into world.app_event
with act as (
    select
        k,
        1 as n,
        'session_start' as event,
        begins_at as at
    from app_session
    union all
    select
        k,
        2,
        'view',
        begins_at + interval 4 second
    from app_session
    union all
    select
        k,
        3,
        'click',
        begins_at + interval 9 second
    from app_session
    where u01(k, 'clicks') < 0.45
    union all
    select
        k,
        4,
        'coupon_claim',
        begins_at + interval 14 second
    from app_session
    where u01(k, 'claims') < 0.08
    union all
    select
        k,
        5,
        'share',
        begins_at + interval 15 second
    from app_session
    where u01(k, 'shares') < 0.04
    union all
    select
        k,
        6,
        'vote',
        begins_at + interval 16 second
    from app_session
    where u01(k, 'votes') < 0.03
    union all
    select
        k,
        7,
        'task_accept',
        begins_at + interval 12 second
    from app_session
    where u01(k, 'accepts') < 0.05
    union all
    select
        k,
        8,
        'task_done',
        begins_at + to_hours(1 + u_int(k, 'does', 90))
    from app_session
    where u01(k, 'accepts') < 0.05 and u01(k, 'done') < 0.6
    union all
    select
        k,
        9,
        'sign_up_open',
        begins_at + interval 13 second
    from app_session
    where u01(k, 'opens form') < 0.03
    union all
    select
        k,
        10,
        'ugc_post',
        begins_at + interval 17 second
    from app_session
    where u01(k, 'posts') < 0.01
    union all
    select
        k,
        11,
        'service_chat',
        begins_at + interval 17 second
    from app_session
    where u01(k, 'asks') < 0.01
    union all
    select
        k,
        12,
        'session_end',
        begins_at + to_seconds(duration_s)
    from app_session
)

select
    'AE' || s.k || printf('%02d', a.n) as event_id,
    a.at,
    s.appid,
    s.openid,
    if(s.unionid_known_from <= s.day and u01(s.k, 'with unionid') < 0.6, s.unionid, null) as unionid,
    s.person_id,
    a.event,
    s.home_mall_id,
    if(a.event in ('view', 'click', 'share', 'vote'), s.content_id, null) as content_id,
    if(a.event in ('view', 'click', 'share', 'vote'), c.campaign_id, null) as campaign_id,
    if(
        a.event = 'session_start' and u01(s.k, 'by entry') < 0.3,
        s.home_mall_id || 'E0' || [1, 2, 6][1 + u_int(s.k, 'entry', 3)],
        null
    ) as entry_id,
    if(
        a.event in ('task_accept', 'task_done', 'vote'),
        s.home_mall_id || 'T' || if(a.event = 'vote', 4, 1 + u_int(s.k, 'task', 7)),
        null
    ) as task_id,
    if(a.event = 'coupon_claim', s.home_mall_id || 'B2', null) as benefit_id,
    null as coupon_code,
    null as point_id,
    s.device_id,
    sha256('city ip ' || s.person_id % 50000)[1:16] as ip_hash,
    if(a.event = 'session_end', s.duration_s, null) as duration_s
from act as a
inner join app_session as s using (k)
left join world.content as c on s.content_id = c.content_id
where a.at < at_hour(getvariable('last_day'), 24)
order by event_id;

-- Check-ins at the points of the mall; at a counter a colleague's device may scan for the customer.
insert into world.app_event
with counter as (
    select
        d.device_id,
        s.mall_id,
        row_number() over (partition by s.mall_id order by d.device_id) - 1 as place
    from world.device as d
    inner join world.staff as s on d.person_id = s.person_id
    where d.kind = 'staff'
),

counters as (
    select
        mall_id,
        count(*) as number
    from counter
    group by mall_id
)

select
    'AC' || v.visit_id,
    v.entered_at + to_minutes(5 + u_int(v.visit_id, 'checks in at', 20)),
    u.appid,
    u.openid,
    if(u.unionid_known_from <= v.business_date and u01(v.visit_id, 'with unionid') < 0.6, u.unionid, null),
    u.person_id,
    'check_in',
    v.mall_id,
    null,
    null,
    null,
    v.mall_id || 'T1',
    null,
    null,
    printf('%sPT%d', v.mall_id, 1 + u_int(v.visit_id, 'point', 3)),
    if(u01(v.visit_id, 'staff device') < getvariable('rate_staff_device'), c.device_id, v.device_id),
    sha256('city ip mall ' || v.mall_id)[1:16],
    null
from world.visit as v
inner join app_user as u on v.person_id = u.person_id and u.account_no = 1 and u.app_since <= v.business_date
inner join counters as n on v.mall_id = n.mall_id
inner join counter as c on v.mall_id = c.mall_id and c.place = u_int(v.visit_id, 'counter', n.number)
where v.business_date between getvariable('chunk_from') and getvariable('chunk_to')
    and u01(v.visit_id, 'checks in') < 0.12
order by v.visit_id;

-- At weekends some take up the chain of the day on coming in: children, a meal, the cinema.
insert into world.app_event
select
    'AH' || v.visit_id,
    v.entered_at + to_minutes(2),
    u.appid,
    u.openid,
    if(u.unionid_known_from <= v.business_date and u01(v.visit_id, 'chain with unionid') < 0.6, u.unionid, null),
    u.person_id,
    'task_accept',
    v.mall_id,
    null,
    null,
    null,
    v.mall_id || 'T8',
    null,
    null,
    null,
    v.device_id,
    sha256('city ip mall ' || v.mall_id)[1:16],
    null
from world.visit as v
inner join app_user as u on v.person_id = u.person_id and u.account_no = 1 and u.app_since <= v.business_date
where v.business_date between getvariable('chunk_from') and getvariable('chunk_to')
    and isodow(v.business_date) >= 6
    and u01(v.visit_id, 'takes up chain') < 0.25
order by v.visit_id;
