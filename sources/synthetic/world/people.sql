-- People by households, colleagues first. Everything about a person is a draw on the person's number.

insert into world.staff
with crew as (
    select
        m.mall_id,
        r.role,
        unnest(generate_series(1, r.number + if(r.role = 'guide',
            least(60, getvariable('city_members') // 20000), 0))) as n
    from world.mall as m
    cross join (
        values ('manager', 1), ('customer_manager', 2), ('guide', 6), ('service', 2), ('community', 1),
            ('champion', 1)
    ) as r (role, number)
),

numbered as (
    select *, row_number() over (order by mall_id, role, n) as staff_no,
        row_number() over (partition by mall_id, role order by n) as place
    from crew
)

select
    printf('%s%s%03d', mall_id, upper(role[1:2]), n) as staff_id,
    mall_id,
    cast(staff_no as integer) as staff_no,
    role,
    if(role = 'guide', mall_id || printf('S%03d', 1 + (n * 5) % 18), null) as shop_id,
    phone_of(500000000 + staff_no) as phone,
    printf('%s%s%03d', mall_id, upper(role[1:2]), n) as wecom_userid,
    cast(staff_no as integer) as person_id,
    -- the last guide of every mall leaves; a colleague takes the friends over
    if(role = 'guide' and place = count(*) over (partition by mall_id, role),
        day_at(0.55 + 0.2 * u01(staff_no, 'leaves')), null) as left_on,
    getvariable('first_day') as known_from,
    null as known_to
from numbered
order by staff_no;

update world.staff set known_to = left_on + 2 where left_on is not null;

create or replace table scratch.person_draft as
with numbered as (
    select
        cast(i as integer) as person_id,
        -- households of 3, 2, 1 and 4 people
        cast(i // 10 * 4 + [0, 0, 0, 1, 1, 2, 3, 3, 3, 3][1 + i % 10] as integer) as household_id
    from range(1, getvariable('city_members') + 1) as t (i)
),

placed as (
    select
        n.person_id,
        n.household_id,
        s.staff_id,
        c.community_id,
        c.mall_id as near_mall_id,
        -- half go to the mall beside their community, the others to a mall of the whole city
        coalesce(s.mall_id, if(u01(n.household_id, 'goes near') < 0.5, c.mall_id, m.mall_id)) as home_mall_id
    from numbered as n
    left join world.staff as s using (person_id)
    inner join (select *, row_number() over (order by community_id) - 1 as place from world.community) as c
        on c.place = u_int(n.household_id, 'community', (select count(*) from world.community))
    inner join (select mall_id, row_number() over (order by mall_type != 'city', mall_type != 'regional',
        mall_id) - 1 as place from world.mall) as m
        on m.place = cast(floor(
            pow(u01(n.household_id, 'mall'), 1.8) * (select count(*) from world.mall)) as integer)
)

select
    *,
    u01(person_id, 'joins') as u_joins,
    u01(person_id, 'joins before') as u_before,
    u01(person_id, 'churns') as u_churns,
    pick(['family', 'family', 'family', 'office', 'office', 'sport', 'beauty', 'senior'], person_id,
        'segment') as segment
from placed;

insert into world.person
with joining as (
    select
        *,
        case
            when u_joins >= getvariable('rate_ever_joins') and staff_id is null then null
            when staff_id is not null or u_before < getvariable('rate_joined_before')
                then cast(getvariable('first_day') as date) - 1 - cast(
                    floor(700 * pow(u01(person_id, 'joined'), 1.5)) as integer)
            else day_at(u01(person_id, 'joins on'))
        end as joins_on
    from scratch.person_draft
)

select
    j.person_id,
    j.household_id,
    j.home_mall_id,
    j.community_id,
    -- as full as the buildings are large
    cast(
        1 + cast(floor(pow(u01(j.household_id, 'building'), 2.5) * (select count(*) from world.building as b
            where b.community_id = j.community_id)) as integer)
        as varchar
    ) as building_no,
    j.staff_id is not null as is_staff,
    j.staff_id,
    j.segment,
    case j.segment
        when 'family' then pick(['kids', 'supermarket', 'dining', 'supermarket'], j.person_id, 'affinity')
        when 'office' then pick(['coffee', 'dining', 'fashion'], j.person_id, 'affinity')
        when 'sport' then pick(['sport', 'dining', 'coffee'], j.person_id, 'affinity')
        when 'beauty' then pick(['beauty', 'fashion', 'coffee'], j.person_id, 'affinity')
        else pick(['supermarket', 'dining'], j.person_id, 'affinity')
    end as affinity,
    0.012 + 0.24 * pow(u01(j.person_id, 'visit rate'), 2.4) as visit_rate,
    0.7 + 0.6 * u01(j.person_id, 'weekend') as weekend_bias,
    exp(-0.08 + 0.4 * sqrt(-2 * ln(u01(j.person_id, 'spend a') + 1e-12)) * cos(
        2 * pi() * u01(j.person_id, 'spend b'))) as spend_factor,
    0.45 + 0.4 * u01(j.person_id, 'buys') as buy_rate,
    u01(j.household_id, 'car') < 0.45 as has_car,
    j.segment != 'senior' or u01(j.person_id, 'pays') < 0.6 as uses_wechat_pay,
    j.joins_on,
    if(
        j.joins_on is null, null,
        pick(['app', 'app', 'app', 'app', 'till', 'till', 'friend', 'event', 'referral'], j.person_id,
            'joins by')
    ) as joins_by,
    -- some were gone when the days begin, the others leave on the way
    if(
        j.u_churns < getvariable('rate_churn') and j.staff_id is null
            and (j.joins_on is null or j.joins_on < getvariable('first_day')),
        day_at(-0.6 + 1.5 * u01(j.person_id, 'churns on')), null
    ) as churns_on,
    strftime(date '2000-01-01' + u_int(j.person_id, 'birthday', 366), '%m-%d') as birthday_md
from joining as j
order by j.person_id;
drop table scratch.person_draft;

-- Numbers. Serials: 10 a person for the own, 10 + 1 for the second one.
insert into world.phone
with owned as (
    select p.person_id, p.household_id, p.joins_on, phone_of(cast(p.person_id as bigint) * 10) as phone
    from world.person as p
),

-- the adult a relative borrows the number from: the next person of the household
relative as (
    select person_id, lead(person_id) over (partition by household_id order by person_id) as relative_id
    from owned
),

-- the former holder of a recycled number: a member of old who gave it up before the new holder got it
former as (
    select
        o.person_id,
        o.phone,
        1 + (o.person_id * 7919 + 13) % getvariable('city_members') as former_id,
        day_at(0.1 + 0.2 * u01(o.person_id, 'given up')) as given_up_on
    from owned as o
    where
        o.joins_on >= day_at(0.35)
        and u01(o.person_id, 'recycled') < getvariable('rate_recycled_phone') / (
            1 - getvariable('rate_joined_before')) * 1.5
)

select o.phone, o.person_id, coalesce(f.given_up_on + 14, date '2000-01-01') as valid_from, null as valid_to,
    'own' as kind, true as is_owner
from owned as o
left join former as f using (person_id)
union all
select f.phone, f.former_id, date '2000-01-01', f.given_up_on, 'recycled', true
from former as f
inner join owned as o on f.former_id = o.person_id and o.joins_on < getvariable('first_day')
where f.former_id != f.person_id
union all
select phone_of(cast(person_id as bigint) * 10 + 1), person_id, date '2000-01-01', null, 'second', true
from owned
where u01(person_id, 'second phone') < getvariable('rate_second_phone')
union all
select o.phone, r.person_id, date '2000-01-01', null, 'family', false
from relative as r
inner join owned as o on r.relative_id = o.person_id
where u01(r.person_id, 'family phone') < getvariable('rate_family_phone')
order by person_id, phone;

-- WeChat accounts. A unionid may be withheld until the accounts are bound to one open platform, or for ever.
insert into world.wechat
with account as (
    select person_id,
        unnest(if(u01(person_id, 'second wechat') < getvariable('rate_second_wechat'), [1, 2],
        [1])) as account_no
    from world.person
    where segment != 'senior' or u01(person_id, 'has wechat') < 0.8
)

select
    person_id * 2 + account_no - 1 as wechat_id,
    person_id,
    account_no,
    'oUCITY' || hex_of(person_id * 2 + account_no, 'unionid')[1:22] as unionid,
    case
        when u01(person_id * 2 + account_no, 'union late') < getvariable('rate_unionid_never') then null
        when u01(person_id * 2 + account_no, 'union late') < getvariable('rate_unionid_never') + getvariable(
            'rate_unionid_late')
            then day_at(0.2 + 0.6 * u01(person_id * 2 + account_no, 'union day'))
        else date '2000-01-01'
    end as unionid_known_from
from account
order by wechat_id;

insert into world.openid
select
    w.wechat_id,
    w.person_id,
    a.appid,
    a.app,
    'o' || upper(a.app[1]) || 'CITY' || hex_of(w.wechat_id, a.app)[1:22] as openid
from world.wechat as w
cross join (
    values ('appid', 'mini'), ('wxcityoa0000000001', 'oa'), ('wxcitypay000000001', 'pay'),
        ('wxcityform0000001', 'form')
) as a (appid, app)
order by w.wechat_id, a.app;

insert into world.external_contact
select 'wmCITY' || hex_of(wechat_id, 'external')[1:26] as external_userid, corp_id() as corp_id, wechat_id,
    person_id
from world.wechat
order by wechat_id;

-- Plates: 藏 with a letter that no registry of the province has. Half the households with a car share it.
insert into world.plate
with keeper as (
    select household_id, min(person_id) as person_id,
        u01(household_id, 'new plate') < getvariable('rate_new_plate') as is_changed,
        u01(household_id, 'green') < 0.3 as is_green,
            day_at(0.3 + 0.4 * u01(household_id, 'plate day')) as changed_on
    from world.person
    where has_car
    group by household_id
),

numbered as (
    select *, unnest(if(is_changed, [0, 1], [0])) as nth from keeper
)

select
    '藏' || ['Q', 'R', 'T', 'X', 'Y', 'Z'][1 + (household_id * 2 + nth) % 6] || if(is_green, 'D', '')
    || ['A', 'B', 'C', 'E', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z'][
        1 + ((household_id * 2 + nth) // 6 // 10000) % 20
    ]
    || lpad(cast((household_id * 2 + nth) // 6 % 10000 as varchar), 4, '0') as plate,
    household_id,
    if(is_green, '绿', '蓝') as plate_color,
    if(nth = 1, changed_on, date '2000-01-01') as valid_from,
    if(nth = 0 and is_changed, changed_on - 1, null) as valid_to
from numbered
order by household_id, nth;

insert into world.plate_driver
select p.plate, q.person_id, q.person_id = min(q.person_id) over (partition by p.plate) as is_main
from world.plate as p
inner join world.person as q using (household_id)
where u01(q.person_id, 'drives') < 0.6 or q.person_id % 10 in (0, 3, 5, 6)
order by p.plate, q.person_id;

insert into world.device
select 'dvCITY' || hex_of(person_id, 'device')[1:16] as device_id, person_id, 'own' as kind from world.wechat
where account_no = 1
union all
select 'dvCITYstaff' || hex_of(staff_no, 'counter')[1:11], person_id, 'staff' from world.staff
where role in ('service', 'guide')
order by device_id;

insert into world.mac
with phone as (
    select person_id, u01(person_id, 'random mac') < getvariable('rate_random_mac') as is_random
    from world.wechat where account_no = 1
),

span as (
    select
        person_id,
        unnest(if(is_random, range(0, 1 + day_no(getvariable('last_day')), 7), [-1])) as from_no
    from phone
)

select
    sha256('city mac ' || person_id || ' ' || from_no) as mac_hash,
    person_id,
    if(from_no < 0, date '2000-01-01',
        cast(getvariable('first_day') as date) + cast(from_no as integer)) as valid_from,
    if(from_no < 0, null, cast(getvariable('first_day') as date) + cast(from_no as integer) + 6) as valid_to
from span
order by person_id, valid_from;
