-- When a person was in a mall, and what persons did towards the operator.

-- One row a person, mall and business day with proof of presence (B2); 1 is the strongest proof.
create or replace table truth.visit_evidence as
with proof as (
    -- any ticket, a return at a till as well; a refund of a payment proves nobody's presence
    select known_person_id as person_id, mall_id, business_date as day, sold_at as moment, 'ticket' as evidence,
        2 as strength
    from truth.shown_ticket
    where known_person_id is not null and (is_at_till or kind = 'sale')
    union all
    select person_id, mall_id, day_in(state_at, mall_id), state_at, 'redemption', 1
    from truth.redemption
    where shop_id is not null
    union all
    select known_person_id, mall_id, day, moment, 'redemption', 1
    from truth.voucher_step
    where known_person_id is not null and is_purchase
    union all
    select c.person_id, e.mall_id, day_in(c.checked_in_at, e.mall_id), c.checked_in_at, 'check_in', 3
    from world.checkin as c
    inner join world.event as e using (event_id)
    union all
    select a.person_id, a.mall_id, day_in(a.occurred_at, a.mall_id), a.occurred_at, 'check_in', 3
    from world.app_event as a
    where a.event = 'check_in'
    union all
    select person_id, mall_id, business_date, in_at, 'parking', 4 from truth.parked
    union all
    select person_id, mall_id, business_date, login_at, 'wifi', 5 from world.wifi_login
    where coalesce(phone, openid) is not null
),

-- what happens past the last midnight is told by tills alone
seen as (
    select * from proof where told(moment) or evidence = 'ticket'
)

select p.person_id, p.mall_id, p.day, min(p.moment) as moment, arg_min(p.evidence, p.strength) as strongest,
    case when p.person_id < 0 then 'stranger' when m.person_id is null then 'guest'
        else 'member' end as population
from seen as p
left join (select distinct person_id from world.membership) as m on p.person_id = m.person_id
group by p.person_id, p.mall_id, p.day, m.person_id;

create or replace table truth.visit_date as
select person_id, day, arg_min(mall_id, (moment, mall_id)) as mall_id, count(*) as malls,
    row_number() over (partition by person_id order by day) as nth
from truth.visit_evidence
group by person_id, day;

create or replace table truth.purchase_date as
select person_id, day, first(mall_id order by purchase_fen desc, moment, ticket) as mall_id, sum(purchase_fen) as fen,
    row_number() over (partition by person_id order by day) as nth
from truth.purchase
where person_id is not null
group by person_id, day;

-- Interactions (B6) by person and day.
create or replace table truth.interaction_date as
select person_id, day_in(occurred_at, mall_id) as day
from world.app_event
where event in ('click', 'welcome_button', 'coupon_claim', 'share', 'vote', 'task_accept', 'task_done', 'ugc_post', 'check_in',
    'service_chat') and told(occurred_at)
union
select f.person_id, day_in(f.submitted_at, e.mall_id)
from world.form_signup as f
inner join world.event as e using (event_id)
where coalesce(f.openid, f.unionid, f.phone) is not null and told(f.submitted_at)
union
select c.person_id, day_in(c.checked_in_at, e.mall_id)
from world.checkin as c
inner join world.event as e using (event_id)
union
select person_id, day_in(state_at, mall_id) from truth.redemption
union
select known_person_id, day from truth.voucher_step where known_person_id is not null and is_purchase
union
select m.person_id, day_in(m.sent_at, s.mall_id)
from world.chat_message as m
inner join world.staff as s using (staff_id)
where m.is_from_customer and m.action = 'send' and told(m.sent_at);

create or replace table truth.active_date as
select person_id, day from truth.visit_date
union
select person_id, day from truth.interaction_date;

-- Whoever has joined, on the first day of it.
create or replace table truth.joined as
select person_id, arg_min(mall_id, registered_at) as mall_id, cast(min(registered_at) as date) as day,
    arg_min(entry_id, registered_at) as entry_id, min(registered_at) as moment
from world.membership
group by person_id;

-- Everybody that figures know, since when, and the mall where one belongs: of joining, else of the first visit.
create or replace table truth.known_person as
with sign as (
    select person_id, day from truth.active_date
    union
    select person_id, day from truth.sale where person_id is not null
    union
    select person_id, day from truth.joined
)

select s.person_id, min(s.day) as since, any_value(coalesce(j.mall_id, v.mall_id, 'unknown')) as mall_id
from sign as s
left join truth.joined as j using (person_id)
left join (select * from truth.visit_date where nth = 1) as v using (person_id)
group by s.person_id;
