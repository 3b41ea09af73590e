-- Invitees who were made up for the reward, one set of patterns for every thousand people, and beside each
-- pattern honest invitees who come close to it. Made-up people register and open the app once; they never come.

create or replace temp table plan as
with pattern (place, pattern, invitees, is_fraud) as (
    values (0, 'burst', 7, true), (1, 'ring', 3, true), (2, 'shared_device', 4, true), (3, 'same_ip', 3, true),
        (4, 'sequential_phones', 4, true), (5, 'few_in_an_hour', 5, false), (6, 'two_in_a_row', 2, false),
        (7, 'one_address_another_day', 1, false), (8, 'one_counter', 2, false)
),

copy as (
    select unnest(range(cast(round(getvariable('city_members') / 1000 * getvariable('rate_made_up')) as integer)))
        as copy_no
)

select
    p.*,
    c.copy_no * 9 + p.place as cluster,
    unnest(range(p.invitees)) as nth
from pattern as p
cross join copy as c;

create or replace temp table elder as
select
    m.*,
    row_number() over (order by hash(m.person_id, 'invites'), m.person_id) - 1 as place
from world.membership as m
inner join world.person as p using (person_id)
where m.is_base and m.membership_no = 1 and m.openid is not null and m.phone_kind = 'own' and not p.is_staff;

create or replace temp table made_up as
with newcomer as (
    select
        p.*,
        (select max(person_id) from world.person) + row_number() over (order by p.cluster, p.nth) as person_id,
        (select max(wechat_id) from world.wechat) + row_number() over (order by p.cluster, p.nth) as wechat_id
    from plan as p
),

timed as (
    select
        *,
        'MB' || lpad(cast(person_id * 10 + 1 as varchar), 9, '0') as member_no,
        case when pattern in ('burst', 'few_in_an_hour')
                then at_hour(day_at(0.1 + 0.5 * u01(cluster, 'burst')), 14.1 + 0.12 * nth)
            else at_hour(day_at(0.1 + 0.5 * u01(cluster, 'made up') + 0.03 * nth), 12 + nth)
        end as registered_at,
        case when pattern in ('sequential_phones', 'two_in_a_row')
                then '163' || digits(cluster, 'block', 6) || lpad(cast(41 + nth as varchar), 2, '0')
            else phone_of(cast(person_id as bigint) * 10)
        end as phone,
        if(pattern = 'shared_device', 'dvCITYfarm' || hex_of(cluster, 'farm')[1:12],
            'dvCITY' || hex_of(person_id, 'device')[1:16]) as device_id
    from newcomer
)

select
    t.*,
    e.person_id as elder_id,
    e.mall_id,
    -- in a ring each brings the next one, and the last the first
    if(t.pattern = 'ring', 'MB' || lpad(cast(
        (t.person_id + if(t.nth = 0, t.invitees, 0) - 1) * 10 + 1 as varchar), 9, '0'), e.member_no)
        as referrer_member_no,
    if(t.pattern = 'same_ip', e.person_id, t.person_id) as address_of
from timed as t
inner join elder as e on t.cluster = e.place;

insert into world.person by name
select
    m.person_id, m.person_id as household_id, p.home_mall_id, p.community_id, p.building_no, false as is_staff,
    'office' as segment, 'coffee' as affinity, 0 as visit_rate, 1 as weekend_bias, 1 as spend_factor,
    0 as buy_rate, false as has_car, false as uses_wechat_pay, cast(m.registered_at as date) as joins_on,
    'referral' as joins_by, '01-01' as birthday_md
from made_up as m
inner join world.person as p on m.elder_id = p.person_id
order by m.person_id;

insert into world.phone by name
select phone, person_id, date '2000-01-01' as valid_from, 'own' as kind, true as is_owner
from made_up order by person_id;

insert into world.wechat by name
select wechat_id, person_id, 1 as account_no, 'oUCITYx' || hex_of(wechat_id, 'unionid')[1:21] as unionid,
    date '2000-01-01' as unionid_known_from
from made_up order by person_id;

insert into world.openid by name
select m.wechat_id, m.person_id, e.appid, 'mini' as app, 'oMCITYx' || hex_of(m.wechat_id, 'mini')[1:21] as openid
from made_up as m
inner join elder as e on m.elder_id = e.person_id
order by m.person_id;

insert into world.device by name
select device_id, min(person_id) as person_id, if(pattern = 'shared_device', 'farm', 'own') as kind
from made_up group by device_id, pattern order by device_id;

insert into world.membership by name
select
    m.member_no, m.person_id, 1 as membership_no, m.mall_id, m.registered_at, m.phone, 'own' as phone_kind,
    m.wechat_id, w.unionid, o.openid, o.appid, m.referrer_member_no, false as is_paid_member,
    true as consent_marketing, false as is_base
from made_up as m
inner join world.wechat as w using (wechat_id)
inner join world.openid as o on m.wechat_id = o.wechat_id
order by m.person_id;

-- One more pattern: a member of old registers once more and names the own number.
create or replace temp table myself as
select e.*, e.member_no as own_no,
    'MB' || lpad(cast(e.person_id * 10 + 2 as varchar), 9, '0') as second_no,
    at_hour(day_at(0.2 + 0.5 * u01(e.person_id, 'myself')), 15) as again_at
from elder as e
where
    e.place in (select max(cluster) + 1 + copy_no from (select cluster, cluster // 9 as copy_no,
        max(cluster) over () as last_one from plan) group by copy_no, last_one)
    and e.person_id not in (select person_id from world.membership where membership_no = 2);

insert into world.membership by name
select second_no as member_no, person_id, 2 as membership_no, mall_id, again_at as registered_at, phone, phone_kind,
    wechat_id, unionid, openid, appid, own_no as referrer_member_no, false as is_paid_member,
    consent_marketing, false as is_base
from myself order by person_id;

insert into world.tier_change by name
select member_no, 'basic' as tier, registered_at as tier_changed_at from made_up
union all
select second_no, 'basic', again_at from myself
order by all;

-- The app is opened right after; who invites from one address is on it that day, or only two days before.
insert into world.app_event by name
with opened as (
    select 'AF' || member_no as event_id, registered_at + interval 1 minute as occurred_at, person_id, mall_id,
        'session_start' as event, null as point_id, device_id, address_of from made_up
    union all
    select 'AR' || member_no, registered_at - if(pattern = 'same_ip', interval 30 minute, interval 2 day),
        elder_id, mall_id, 'session_start', null, 'dvCITY' || hex_of(elder_id, 'device')[1:16],
        if(pattern = 'same_ip', elder_id, person_id)
    from made_up
    where pattern in ('same_ip', 'one_address_another_day')
    union all
    -- a counter's device scans for all who come to it, and its address is the mall's
    select 'AD' || m.member_no || s.is_elder, m.registered_at + interval 5 minute,
        if(s.is_elder, m.elder_id, m.person_id), m.mall_id, 'check_in', m.mall_id || 'PT1',
        'dvCITYcounter' || m.cluster, -1
    from made_up as m
    cross join (values (false), (true)) as s (is_elder)
    where m.pattern = 'one_counter'
)

select
    o.event_id, o.occurred_at, a.appid, a.openid, o.person_id, o.event, o.mall_id, o.point_id, o.device_id,
    sha256('city ip ' || if(o.address_of < 0, 'mall ' || o.mall_id, cast(o.address_of % 50000 as varchar)))[1:16]
        as ip_hash
from opened as o
inner join world.openid as a on o.person_id = a.person_id and a.app = 'mini'
qualify row_number() over (partition by o.event_id order by a.openid) = 1
order by o.event_id;

insert into world.referral_plant
select member_no, referrer_member_no, pattern, is_fraud from made_up
union all
select second_no, own_no, 'self', true from myself
order by all;
drop table plan;
drop table elder;
drop table made_up;
drop table myself;
