-- What sees people come, of the days chunk_from to chunk_to:
-- the car park, the counters at the gates, the Wi-Fi.

insert into world.parking_session
with parked as (
    select v.*, p.household_id, m.parking_vendor, m.mall_type, string_split(m.parking_codes, ';') as codes,
        l.plate_color
    from world.visit as v
    inner join world.person as p using (person_id)
    inner join world.mall as m on v.mall_id = m.mall_id
    inner join world.plate as l on v.plate = l.plate
    where v.plate is not null and v.business_date between getvariable('chunk_from') and getvariable(
        'chunk_to')
    -- one car a household and mall at a time: the first of the family brings it
    qualify row_number() over (partition by v.plate, v.mall_id, v.business_date order by v.entered_at,
        v.person_id) = 1
),

timed as (
    select
        *,
        entered_at - to_minutes(4 + u_int(visit_id, 'walks in', 6)) as in_at,
        if(u01(visit_id, 'stays over') < 0.004, null,
            left_at + to_minutes(5 + u_int(visit_id, 'walks out', 8))) as out_at
    from parked
),

billed as (
    select
        *,
        greatest(0, cast(ceil(date_diff('minute', in_at, out_at) / 60.0) as bigint) - 1) * if(
            mall_type = 'city', 800, 500) as due_fen,
        u01(visit_id, 'parking benefit') < 0.35 and member_no is not null as has_benefit
    from timed
)

select
    b.visit_id as session_id,
    codes[1 + u_int(b.visit_id, 'park', len(codes))] as park_code,
    b.mall_id,
    if(u01(b.visit_id, 'numberless') < 0.02, null, 'PK' || b.visit_id) as record_id,
    b.plate,
    b.plate_color,
    b.person_id,
    b.household_id,
    b.visit_id,
    b.member_no,
    if(b.has_benefit and b.out_at is not null, c.card_no, null) as card_no,
    b.business_date,
    b.in_at,
    b.out_at,
    printf('E%d', 1 + u_int(b.visit_id, 'entrance', 3)) as entrance,
    if(b.out_at is null, null, printf('X%d', 1 + u_int(b.visit_id, 'exit', 3))) as exit,
    if(b.out_at is null, null, b.due_fen) as due_fen,
    if(b.out_at is null, null, if(b.has_benefit, least(b.due_fen, 1000), 0)) as discount_fen,
    if(b.out_at is null, null, b.due_fen - if(b.has_benefit, least(b.due_fen, 1000), 0)) as paid_fen,
    if(b.out_at is null, null, ['wechat', 'wechat', 'alipay',
        'cash'][1 + u_int(b.visit_id, 'parking tender', 4)]) as tender,
    a.openid,
    a.appid
from billed as b
left join world.card as c on b.person_id = c.person_id and c.card_no like '%1'
left join world.circle_auth as a on b.person_id = a.person_id and b.mall_id = a.mall_id
    and b.in_at >= a.authorised_at
order by b.visit_id;

-- Strangers without an account in the city park too: one car in three.
insert into world.parking_session
select
    d.day_no * 4294967296 + 3221225472 + n.n,
    string_split(m.parking_codes, ';')[1],
    m.mall_id,
    'PS' || (d.day_no * 4294967296 + 3221225472 + n.n),
    '藏S' || ['A', 'B', 'C', 'E'][1 + cast(n.n % 4 as integer)] || lpad(
        cast(u_int(n.n * 100003 + u_int(d.day, 'stranger week', 7), 'stranger plate', 10000) as varchar), 4,
        '0'),
    '蓝', null, null, null, null, null, d.day,
    at_hour(d.day, m.open_hour + (m.close_hour - m.open_hour - 3) * u01(d.day_no * 1000003 + n.n,
        'stranger in')),
    at_hour(d.day, m.open_hour + (m.close_hour - m.open_hour - 3) * u01(d.day_no * 1000003 + n.n,
        'stranger in') + 0.5 + 2 * u01(d.day_no * 1000003 + n.n, 'stranger stays')),
    'E1', 'X1', 1000, 0, 1000, 'alipay', null, null
from chunk_day as d
cross join range(cast(ceil(getvariable('city_members') * 0.008) as bigint)) as n (n)
inner join (select *, row_number() over (order by mall_id) - 1 as place from world.mall) as m
    on m.place = n.n % (select count(*) from world.mall)
order by 1;

-- Heads in at outer gates: the visits' parties and three strangers a head;
-- inner gates count passers-by again.
insert into world.footfall
with heads as (
    select mall_id, cast(entered_at as date) as day, hour(entered_at) as hour, sum(1 + companions) as heads
    from world.visit
    where business_date between getvariable('chunk_from') and getvariable('chunk_to')
    group by all
),

open_hour as (
    select
        m.mall_id,
        cast(at_hour(d.day, h.h) as date) as day,
        cast(h.h % 24 as integer) as hour,
        h.h >= 24 as is_late
    from world.mall as m
    cross join chunk_day as d
    inner join range(30) as h (h) on h.h between m.open_hour - 1 and m.close_hour - 1
),

counted as (
    select o.mall_id, o.day, o.hour, 4 * coalesce(h.heads, 0) + 2 as heads
    from open_hour as o
    left join heads as h on o.mall_id = h.mall_id and o.day = h.day and o.hour = h.hour
)

select
    g.gate_id,
    g.mall_id,
    g.is_outer,
    c.day,
    c.hour,
    cast(floor(c.heads * g.share + u01(g.gate_id || c.day || c.hour, 'in')) as integer) as in_count,
    cast(floor(c.heads * g.share * (
        0.6 + 0.7 * u01(g.gate_id || c.day || c.hour, 'out'))) as integer) as out_count
from counted as c
inner join world.gate as g using (mall_id)
order by g.gate_id, c.day, c.hour;

insert into world.wifi_login
with connected as (
    select v.visit_id, v.person_id, v.mall_id, v.business_date, v.entered_at, v.left_at
    from world.visit as v
    where v.business_date between getvariable('chunk_from') and getvariable('chunk_to')
        and u01(v.visit_id, 'wifi') < 0.09
)

select
    c.visit_id as login_id,
    c.mall_id,
    printf('%sAP%02d', c.mall_id, 1 + u_int(c.visit_id, 'access point', 20)) as ap_id,
    m.mac_hash,
    c.person_id,
    if(u01(c.visit_id, 'wifi by') < 0.6, p.phone, null) as phone,
    if(u01(c.visit_id, 'wifi by') >= 0.5, o.openid, null) as openid,
    if(u01(c.visit_id, 'wifi by') >= 0.5, o.appid, null) as appid,
    c.entered_at + to_seconds(60 + u_int(c.visit_id, 'logs in', 900)) as login_at,
    if(u01(c.visit_id, 'logs out') < 0.8, c.left_at, null) as logout_at,
    c.business_date
from connected as c
inner join world.mac as m on c.person_id = m.person_id and c.business_date >= m.valid_from
    and (m.valid_to is null or c.business_date <= m.valid_to)
inner join world.phone as p on c.person_id = p.person_id and p.kind = 'own'
    and p.valid_from <= c.business_date
left join world.wechat as w on c.person_id = w.person_id and w.account_no = 1
left join world.openid as o on w.wechat_id = o.wechat_id and o.app = 'mini'
order by c.visit_id;
