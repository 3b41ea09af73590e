-- How things stand at the end of each day, by home mall: everything that lasts is a spell of days, told apart
-- so that no two spells of one person and measure share a day; then spells are counted.

create or replace table truth.spell as
with visited as (
    select person_id, day, lead(day) over (partition by person_id order by day) as next_day
    from truth.visit_date
),

bought as (
    select person_id, day,
        lead(day) over (partition by person_id order by day) as next_day,
        lag(day) over (partition by person_id order by day) as last_day
    from truth.purchase_date
),

first_visit as (
    select person_id, day from truth.visit_date where nth = 1
),

lasting as (
    select 'active' as measure, null as part, person_id, day as from_day,
        least(day + 29, coalesce(next_day - 1, day + 29)) as to_day
    from visited
    union all
    select 'buyers_' || n.days, null, person_id, day,
        least(day + n.days - 1, coalesce(next_day - 1, day + n.days - 1))
    from bought
    cross join (values (30), (60)) as n (days)
    union all
    -- two purchase-days within the window: this one, and the one before
    select 'repeaters_' || n.days, null, person_id, day,
        least(last_day + n.days - 1, coalesce(next_day - 1, last_day + n.days - 1))
    from bought
    cross join (values (30), (60)) as n (days)
    where last_day + n.days - 1 >= day
    union all
    select 'high_value', null, person_id, from_day, to_day from truth.high_value
    union all
    select 'stage', s.stage, v.person_id, v.day + s.from_age, v.day + s.to_age
    from first_visit as v
    cross join (values ('day_0_7', 0, 6), ('day_7_30', 7, 29), ('day_30_90', 30, 89),
        ('day_90_plus', 90, 99999)) as s (stage, from_age, to_age)
    union all
    select 'stage', 'none', k.person_id, k.since, coalesce(v.day - 1, date '9999-01-01')
    from truth.known_person as k
    left join first_visit as v using (person_id)
    where v.day is null or v.day > k.since
)

select l.measure, l.part, k.mall_id, l.from_day, l.to_day
from lasting as l
inner join truth.known_person as k using (person_id);

create or replace table truth.standing as
with step as (
    select measure, part, mall_id, greatest(from_day, getvariable('first_day')) as day, 1 as change
    from truth.spell where to_day >= getvariable('first_day')
    union all
    select measure, part, mall_id, to_day + 1, -1
    from truth.spell where to_day >= getvariable('first_day')
),

summed as (
    select measure, part, mall_id, day, sum(change) as change
    from step
    where day <= getvariable('last_day')
    group by measure, part, mall_id, day
),

place as (
    select distinct measure, part, mall_id from summed
)

select p.measure, p.part, p.mall_id, c.day,
    sum(coalesce(s.change, 0)) over (partition by p.measure, p.part, p.mall_id order by c.day) as members
from place as p
cross join world.calendar as c
left join summed as s
    on p.measure = s.measure and p.part is not distinct from s.part and p.mall_id = s.mall_id
        and c.day = s.day;

create or replace view truth.state as
select 'active_members' as metric_id, 'all' as dimension, null as dimension_value, mall_id, day,
    members as numerator, null as denominator
from truth.standing where measure = 'active'
union all
select m.metric_id, m.dimension, if(m.dimension = 'all', null, part), mall_id, day, members, null
from truth.standing
cross join (values ('stage_members', 'stage'), ('layer_members', 'all')) as m (metric_id, dimension)
where measure = 'stage' and members > 0
union all
select r.metric_id, 'all', null, mall_id, day, sum(members) filter (where measure = r.above),
    sum(members) filter (where measure = r.below)
from truth.standing
inner join (
    values ('repurchase_rate_trailing_30d', 'repeaters_30', 'buyers_30'),
    ('repurchase_rate_trailing_60d', 'repeaters_60', 'buyers_60'),
    ('high_value_share', 'high_value', 'active')
) as r (metric_id, above, below) on measure in (r.above, r.below)
group by r.metric_id, mall_id, day;
