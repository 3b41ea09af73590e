-- Cohorts: one row a metric and a unit of it, on the day that it counts for; `hit` is whether what the metric
-- asks for came. `after` days after a period the last of its units has had its whole window.

create or replace table truth.joined_then as
select
    j.person_id, j.mall_id, j.day, j.entry_id,
    count(a.day) filter (where a.day between j.day + 1 and j.day + 7) > 0 as by_7,
    count(a.day) filter (where a.day between j.day + 1 and j.day + 30) > 0 as by_30,
    count(a.day) filter (where a.day between j.day + 24 and j.day + 30) > 0 as in_bracket,
    count(a.day) filter (where a.day between j.day and j.day + 6) > 0 as active_7,
    count(a.day) filter (where a.day between j.day and j.day + 29) > 0 as active_30
from truth.joined as j
left join truth.active_date as a on j.person_id = a.person_id and a.day between j.day and j.day + 30
group by j.person_id, j.mall_id, j.day, j.entry_id;

create or replace table truth.bought_again as
select p.person_id, p.mall_id, p.day, p.nth,
    (select min(n.day) from truth.purchase_date as n where n.person_id = p.person_id and n.day > p.day) - p.day
        as days_to_next
from truth.purchase_date as p;

-- A coupon counts on the day of its claim, else of its issue; it is valid for so many dates from then.
create or replace table truth.coupon_life as
with step as (
    select coupon_code, min(state_at) filter (where state = 'claimed') as claimed_at,
        min(state_at) filter (where state = 'issued') as issued_at
    from world.coupon_state
    where told(state_at)
    group by coupon_code
),

based as (
    select s.coupon_code, c.person_id, g.mall_id, b.campaign_id,
        -- what names no shop is dated by the mall of the campaign
        day_in(coalesce(s.claimed_at, s.issued_at), g.mall_id) as day, greatest(b.valid_days, 1) as valid_days
    from step as s
    inner join world.coupon as c using (coupon_code)
    inner join world.benefit as b on c.benefit_id = b.benefit_id
    left join world.campaign as g on b.campaign_id = g.campaign_id
)

select b.coupon_code, b.person_id, coalesce(b.mall_id, k.mall_id, 'unknown') as mall_id, b.day,
    b.day + b.valid_days - 1 as valid_to, day_in(r.state_at, r.mall_id) as used_on,
    row_number() over (partition by b.person_id order by b.day, b.coupon_code) as nth
from based as b
left join truth.redemption as r using (coupon_code)
left join truth.known_person as k on b.person_id = k.person_id;

-- From one node of the lifecycle to the next (row 83 and the following).
create or replace table truth.node as
with earned as (
    select person_id, day_in(occurred_at, mall_id) as day, occurred_at as moment, mall_id
    from world.points_entry
    where change > 0 and reason not in ('adjust', 'clawback', 'expire') and told(occurred_at)
),

first_order as (
    select person_id, min(day) as day, first(mall_id order by day, moment) as mall_id
    from (
        select person_id, day, moment, mall_id from truth.purchase where person_id is not null
        union all
        select person_id, day, moment, mall_id from earned
    )
    group by person_id
)

select person_id, 1 as rank, 'first_visit' as node, day, mall_id from truth.visit_date where nth = 1
union all
select person_id, 2, 'join', day, mall_id from truth.joined
union all
select person_id, 3, 'first_order_or_points', day, mall_id from first_order
union all
select person_id, 4, 'second_visit', day, mall_id from truth.visit_date where nth = 2
union all
select person_id, 5, 'third_repurchase', day, mall_id
from (
    -- the mall of that day's first purchase
    select p.person_id, p.day, first(b.mall_id order by b.moment, b.ticket) as mall_id
    from truth.purchase_date as p
    inner join truth.purchase as b using (person_id, day)
    where p.nth = 3
    group by p.person_id, p.day
)
union all
select h.person_id, 6, 'high_value', h.day, coalesce(v.mall_id, k.mall_id)
from (select person_id, min(from_day) as day from truth.high_value group by person_id) as h
inner join truth.known_person as k using (person_id)
left join truth.visit_date as v on h.person_id = v.person_id and h.day = v.day;

create or replace table truth.cohort as
select m.metric_id, 'all' as dimension, null as dimension_value, j.mall_id, j.day, m.after,
    case m.metric_id when 'retention_7d' then by_7 when 'retention_30d' then by_30
        when 'retention_24_30d' then in_bracket when 'active_rate_7d' then active_7 else active_30 end as hit
from truth.joined_then as j
cross join (values ('retention_7d', 7), ('retention_30d', 30), ('retention_24_30d', 30), ('active_rate_7d', 6),
    ('active_rate_30d', 29)) as m (metric_id, after)
union all
select 'visit_rate_30d', 'all', null, mall_id, day, 30,
    exists (select 1 from truth.visit_date as v where v.person_id = j.person_id
        and v.day between j.day + 1 and j.day + 30)
from truth.joined as j
union all
select 'second_visit_rate_30d', 'all', null, mall_id, day, 29,
    exists (select 1 from truth.visit_date as v where v.person_id = j.person_id and v.nth = 2
        and v.day <= j.day + 29)
from truth.joined as j
union all
select 'repurchase_90d_joiners', 'all', null, mall_id, day, 89,
    (select count(*) from truth.purchase_date as p where p.person_id = j.person_id
        and p.day between j.day and j.day + 89) >= 2
from truth.joined as j
union all
select 'join_rate_7d_of_first_visitors', 'all', null, v.mall_id, v.day, 6,
    coalesce(j.day <= v.day + 6, false)
from truth.visit_date as v
left join truth.joined as j using (person_id)
where v.nth = 1
union all
select 'repurchase_next_' || n.days || 'd', 'all', null, mall_id, day, n.days,
    coalesce(days_to_next <= n.days, false)
from truth.bought_again
cross join (values (30), (60)) as n (days)
union all
select n.metric_id, 'all', null, mall_id, day, n.days, coalesce(days_to_next <= n.days, false)
from truth.bought_again
cross join (values ('first_purchase_repurchase_30d', 30), ('first_purchase_repurchase_60d', 60),
    ('repurchase_90d_first_purchasers', 90)) as n (metric_id, days)
where nth = 1
union all
select 'coupon_redemption_rate', 'all', null, mall_id, day, cast(valid_to - day as integer),
    coalesce(used_on between day and valid_to, false)
from truth.coupon_life
union all
select 'first_coupon_redemption_rate_7d', 'all', null, mall_id, day, 6,
    coalesce(used_on between day and day + 6, false)
from truth.coupon_life
where nth = 1
union all
select 'node_conversion_' || n.days || 'd', 'node', o.node, o.mall_id, o.day, n.days - 1,
    coalesce(f.day between o.day and o.day + n.days - 1, false)
from truth.node as o
left join truth.node as f on o.person_id = f.person_id and f.rank = o.rank + 1
cross join (values (7), (30), (90)) as n (days)
where o.rank < 6
union all
-- sends that were intended, and those of them that went out (row 56)
select 'effective_reach_rate', 'all', null, c.mall_id, day_in(coalesce(o.sent_at, o.planned_at), c.mall_id), 0,
    o.status = 'sent'
from world.outreach as o
left join world.campaign as c using (campaign_id)
where o.status != 'suppressed' and told(o.planned_at)
union all
select 'effective_reach_rate', 'all', null, s.mall_id, day_in(coalesce(t.sent_at, s.created_at), s.mall_id), 0,
    t.status = 1
from (
    -- told on the day after; a customer of two colleagues is told once, by the one who reached him
    from world.mass_send_target
    qualify row_number() over (partition by msgid, external_userid, chat_id order by status != 1, staff_id) = 1
) as t
inner join world.mass_send as s using (msgid)
where told(cast(s.created_at as date) + interval 31 hour);
