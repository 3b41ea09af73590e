-- Joining: who registers when, with what in hand.
-- Also the second registrations of people who forgot the first.

create or replace table scratch.joining as
with number_given as (
    -- an old number that was given up later, else a relative's, else the own
    select
        person_id,
        arg_min(phone, case kind when 'recycled' then 0 when 'family' then 1 when 'own' then 2
            else 3 end) as phone,
        arg_min(kind, case kind when 'recycled' then 0 when 'family' then 1 when 'own' then 2
            else 3 end) as phone_kind,
        max(phone) filter (where kind = 'second') as second_phone
    from world.phone
    group by person_id
)

select
    p.*,
    n.phone,
    n.phone_kind,
    n.second_phone,
    w.wechat_id,
    w2.wechat_id as second_wechat_id,
    -- who has no WeChat registers at a till
    if(w.wechat_id is null, 'till', p.joins_by) as way,
    p.joins_on < getvariable('first_day') as is_base,
    at_hour(p.joins_on, 11 + 9.5 * u01(p.person_id, 'registers at')) as registered_at
from world.person as p
inner join number_given as n using (person_id)
left join world.wechat as w on p.person_id = w.person_id and w.account_no = 1
left join world.wechat as w2 on p.person_id = w2.person_id and w2.account_no = 2
where p.joins_on is not null;

create or replace table scratch.registration as
select
    person_id,
    1 as membership_no,
    registered_at,
    way,
    if(way = 'till' and u01(person_id, 'placeholder') < getvariable('rate_placeholder_phone') * 3.5,
        'placeholder', phone_kind) as phone_kind,
    phone,
    if(way = 'till' and u01(person_id, 'introduced') >= getvariable('rate_introduced'), null, wechat_id) as wechat_id,
    is_base
from scratch.joining
union all
select
    person_id,
    2,
    at_hour(greatest(day_at(u01(person_id, 'again on')), joins_on + 3),
        11 + 9.5 * u01(person_id, 'again at')),
    if(second_wechat_id is null, 'till', 'app'),
    if(second_phone is null, null, 'second'),
    second_phone,
    second_wechat_id,
    false
from scratch.joining
where
    (second_phone is not null or second_wechat_id is not null)
    and u01(person_id, 'again') < getvariable('rate_second_membership')
    / greatest(0.01, getvariable('rate_second_phone') + getvariable('rate_second_wechat'))
    and greatest(day_at(u01(person_id, 'again on')), joins_on + 3) <= getvariable('last_day');

insert into world.membership
with elder as (
    select person_id, home_mall_id, registered_at, row_number() over (partition by home_mall_id
    order by person_id) - 1 as place
    from scratch.joining
    where is_base and not is_staff
),

elders as (
    select home_mall_id, count(*) as number from elder group by home_mall_id
),

guide as (
    select staff_id, mall_id, row_number() over (partition by mall_id order by staff_id) - 1 as place
    from world.staff
    where role = 'guide'
),

guides as (
    select mall_id, count(*) as number from guide group by mall_id
),

scene as (
    select entry_id, mall_id, channel, row_number() over (partition by mall_id, channel
    order by entry_id) - 1 as place
    from world.entry
),

scenes as (
    select mall_id, channel, count(*) as number from scene group by mall_id, channel
),

registered as (
    select
        r.*,
        p.home_mall_id,
        p.birthday_md,
        case
            when r.phone_kind = 'placeholder' then pick(
                ['13800138000', '13800138000', '13900139000', '18888888888'], r.person_id, 'which')
            else r.phone
        end as number_given,
        u01(r.person_id * 10 + r.membership_no, 'card') < case r.way when 'till' then 1 when 'app' then 0.5
            else 0.3 end as has_card,
        -- members of old who pay have done so for a while; later ones are made by events
        r.is_base and r.membership_no = 1 and u01(r.person_id, 'paid') < 0.05
        and cast(r.registered_at as date) + u_int(r.person_id, 'pays after',
            300) < getvariable('first_day') as is_paid,
        u_int(r.person_id, 'pays after', 300) as pays_after,
        case r.way when 'till' then 'staff' when 'friend' then 'wecom' when 'event' then 'form'
            when 'referral' then 'referral' else 'app' end as channel
    from scratch.registration as r
    inner join world.person as p using (person_id)
)

select
    'MB' || lpad(cast(r.person_id * 10 + r.membership_no as varchar), 9, '0') as member_no,
    r.person_id,
    r.membership_no,
    r.home_mall_id as mall_id,
    r.registered_at,
    r.number_given as phone,
    r.phone_kind,
    r.wechat_id,
    if(w.unionid_known_from <= cast(r.registered_at as date), w.unionid, null) as unionid,
    if(r.way in ('app', 'referral', 'event'), o.openid, null) as openid,
    if(r.way in ('app', 'referral', 'event'), o.appid, null) as appid,
    if(r.has_card, '88' || lpad(cast(r.person_id * 10 + r.membership_no as varchar), 10, '0'),
        null) as card_no,
    e.entry_id,
    -- nobody is brought by who was not there yet
    if(r.way = 'referral' and u.registered_at < r.registered_at,
        'MB' || lpad(cast(u.person_id * 10 + 1 as varchar), 9, '0'), null) as referrer_member_no,
    if(r.way in ('till', 'friend'), g.staff_id, null) as guide_staff_id,
    if(u01(r.person_id, 'tells birthday') < 0.7, r.birthday_md, null) as birthday_md,
    r.is_paid as is_paid_member,
    if(r.is_paid, cast(r.registered_at as date) + r.pays_after, null) as paid_from,
    if(r.is_paid, cast(r.registered_at as date) + r.pays_after + 365, null) as paid_to,
    u01(r.person_id, 'consents') < 0.87 as consent_marketing,
    r.is_base
from registered as r
left join world.wechat as w using (wechat_id)
left join world.openid as o on r.wechat_id = o.wechat_id and o.app = 'mini'
left join elders as n on r.home_mall_id = n.home_mall_id
left join guides as t on r.home_mall_id = t.mall_id
left join scenes as c on r.home_mall_id = c.mall_id and r.channel = c.channel
left join elder as u on r.home_mall_id = u.home_mall_id and u_int(r.person_id, 'referrer', n.number) = u.place
left join guide as g on r.home_mall_id = g.mall_id and if(
        -- one guide of each mall brings most of those who join while the city is watched
        not r.is_base and u01(r.person_id, 'star guide') < 0.6, 0, u_int(r.person_id, 'guide', t.number)
    ) = g.place
left join scene as e
    on r.home_mall_id = e.mall_id and r.channel = e.channel
        and u_int(r.person_id, 'scene', c.number) = e.place
order by r.person_id, r.membership_no;

-- Tiers: where one stood when the days began, and who rose or fell since.
insert into world.tier_change by name
select
    member_no,
    if(is_base, pick(['basic', 'basic', 'basic', 'silver', 'silver', 'gold'], person_id, 'tier'),
        'basic') as tier,
    registered_at as tier_changed_at
from world.membership
union all
select
    member_no,
    pick(['silver', 'silver', 'gold', 'basic'], person_id, 'new tier'),
    at_hour(greatest(day_at(u01(person_id, 'tier day')), cast(registered_at as date) + 10), 3)
from world.membership
where
    u01(person_id, 'tier moves') < 0.12
    and greatest(day_at(u01(person_id, 'tier day')),
        cast(registered_at as date) + 10) <= getvariable('last_day')
order by all;

insert into world.card
select card_no, member_no, person_id, cast(registered_at as date) from world.membership
where card_no is not null order by card_no;

insert into world.card_loan
with kin as (
    select person_id, household_id, lead(person_id) over (partition by household_id
    order by person_id) as borrower_id from world.person
)

select
    c.card_no,
    c.person_id as owner_person_id,
    k.borrower_id as borrower_person_id,
    greatest(c.issued_on, day_at(0.4 * u01(c.person_id, 'lent from'))) as valid_from,
    day_at(0.6 + 0.4 * u01(c.person_id, 'lent to')) as valid_to
from world.card as c
inner join kin as k using (person_id)
where k.borrower_id is not null and u01(c.person_id, 'lends') < getvariable('rate_lent_card') * 1.5
order by c.card_no;

insert into world.role
select
    member_no,
    pick(['adviser', 'moderator', 'co_creator', 'host'], person_id, 'role') as role,
    at_hour(greatest(cast(registered_at as date), getvariable('first_day')), 0) as valid_from,
    if(u01(person_id, 'role ends') < 0.2, at_hour(day_at(0.8), 0), null) as valid_to,
    getvariable('first_day') as known_from,
    null as known_to
from world.membership
where is_base and membership_no = 1 and u01(person_id, 'has role') < 0.008
order by member_no;
