-- Events and who comes: a Saturday event in every mall, a light ritual every week in every community.
insert into world.event
with saturday as (
    select
        day,
        row_number() over (order by day) as n
    from world.calendar
    where dow = 6
),

held as (
    select
        m.mall_id,
        null as community_id,
        s.day,
        s.n,
        'brand_event' as event_kind,
        m.mall_id as place,
        14 as hour
    from world.mall as m
    cross join saturday as s
    union all
    select
        c.mall_id,
        c.community_id,
        s.day + 1,
        s.n,
        'community_ritual',
        c.community_id,
        10
    from world.community as c
    cross join saturday as s
    where s.day < getvariable('last_day')
)

select
    printf('EV%s%02d', h.place, h.n) as event_id,
    h.mall_id,
    h.community_id,
    cast(row_number() over (order by h.place, h.n) as integer) as event_no,
    if(h.event_kind = 'brand_event', 'Saturday ', 'Ritual ') || h.n as name,
    h.event_kind,
    if(h.event_kind = 'brand_event', 'outer', if(h.n % 3 = 0, 'inner', 'middle')) as ring,
    if(h.n % 4 = 0, 'big', 'light') as cadence,
    ['reading', 'craft', 'running', 'tasting', 'music', 'garden'][1 + (h.n + length(h.place)) % 6] as theme,
    printf('form%s%02d', h.place, h.n) as form_id,
    null as form_vendor,
    if(h.event_kind = 'brand_event', printf('%sW%02d', h.mall_id, w.n), null) as campaign_id,
    at_hour(h.day, h.hour) as start_at,
    at_hour(h.day, h.hour + 3) as end_at,
    if(h.n % 4 = 0, 200, 60) as capacity,
    if(h.n % 5 = 0, 3900, 0) as fee_fen,
    null as host_member_no,
    printf('TPL%d', 1 + h.n % 6) as template_id,
    greatest(h.day - 14, getvariable('first_day')) as known_from,
    null as known_to
from held as h
left join
    (
        select
            campaign_no as n,
            mall_id,
            cast(start_at as date) as friday
        from world.campaign
        where campaign_no < 100
    ) as w
    on h.mall_id = w.mall_id and h.day = w.friday + 1
order by event_no;

update world.event set form_vendor = if(event_no % 2 = 1, 'jinshuju', 'wenjuanxing');

-- Rituals of inner circles have a member for host.
update world.event set host_member_no = r.member_no
from (
    select
        m.mall_id,
        min(r.member_no) as member_no
    from world.role as r inner join world.membership as m using (member_no)
    group by m.mall_id
) as r
where event.mall_id = r.mall_id and event.ring = 'inner';

-- Who signs up, and whether they come: an intention of the person, made good by a visit that day.
create or replace table scratch.signup as
with invited as (
    select
        e.event_id,
        e.event_no,
        e.mall_id,
        cast(e.start_at as date) as day,
        e.start_at,
        p.person_id,
        p.is_staff,
        if(e.cadence = 'big', 1.8, 1.0)
        * if(e.event_kind = 'brand_event', 0.012, 0.02)
        * (0.3 + 7 * p.visit_rate) as chance
    from world.event as e
    inner join world.person as p
        on if(e.event_kind = 'brand_event', p.home_mall_id, p.community_id)
            = if(e.event_kind = 'brand_event', e.mall_id, e.community_id)
    where p.churns_on is null or cast(e.start_at as date) < p.churns_on
)

select
    event_id,
    event_no,
    mall_id,
    day,
    start_at,
    person_id,
    u01(hash(person_id, event_no), 'attends') < 0.66 as attends,
    -- some come without having signed up
    u01(hash(person_id, event_no), 'unannounced') >= 0.06 as signs_up
from invited
where not is_staff and u01(hash(person_id, event_no), 'signs up') < chance;

-- One event a person and day.
delete from scratch.signup
where
    (
        person_id, day, event_no) not in (
        select (person_id, day, min(event_no)) from scratch.signup
        group by person_id, day
    );
