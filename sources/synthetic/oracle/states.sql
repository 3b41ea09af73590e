-- How things stand at the end of each day: counts over the days before it, by home mall.

create or replace table truth.state as
with bought as (
    select c.day, k.mall_id, p.person_id,
        count(*) filter (where p.day > c.day - 30) as days_30, count(*) as days_60
    from world.calendar as c
    inner join truth.purchase_date as p on p.day between c.day - 59 and c.day
    inner join truth.known_person as k on p.person_id = k.person_id
    group by c.day, k.mall_id, p.person_id
),

active as (
    select c.day, k.mall_id, count(distinct v.person_id) as members
    from world.calendar as c
    inner join truth.visit_date as v on v.day between c.day - 29 and c.day
    inner join truth.known_person as k on v.person_id = k.person_id
    group by c.day, k.mall_id
),

staged as (
    select c.day, k.mall_id,
        case when v.day is null or v.day > c.day then 'none' when c.day - v.day < 7 then 'day_0_7'
            when c.day - v.day < 30 then 'day_7_30' when c.day - v.day < 90 then 'day_30_90'
            else 'day_90_plus' end as stage, count(*) as members
    from world.calendar as c
    inner join truth.known_person as k on k.since <= c.day
    left join truth.visit_date as v on k.person_id = v.person_id and v.nth = 1
    group by all
)

select 'active_members' as metric_id, 'all' as dimension, null as dimension_value, mall_id, day,
    members as numerator, null as denominator
from active
union all
select 'stage_members', 'stage', stage, mall_id, day, members, null from staged
union all
select 'layer_members', 'all', null, mall_id, day, sum(members), null from staged group by all
union all
select 'repurchase_rate_trailing_30d', 'all', null, mall_id, day, count(*) filter (where days_30 >= 2),
    count(*) filter (where days_30 >= 1)
from bought group by all
union all
select 'repurchase_rate_trailing_60d', 'all', null, mall_id, day, count(*) filter (where days_60 >= 2), count(*)
from bought group by all;
