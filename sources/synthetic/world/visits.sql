-- Visits of the days chunk_from to chunk_to. A person comes where the day's draw, measured in chances, lies
-- below the product of 1 + lift over the person's treatments; joining and events bring a person in any case.
create or replace temp table chunk_day as
select * from world.calendar where day between getvariable('chunk_from') and getvariable('chunk_to');

create or replace temp table forced as
select person_id, day, min(mall_id) as mall_id, min(first_at) as first_at
from (
    -- nobody comes to an event on the day of joining: the counter was first
    select person_id, cast(registered_at as date) as day, mall_id, registered_at as first_at
    from world.membership where not is_base
    union all
    select s.person_id, s.day, s.mall_id, s.start_at
    from scratch.signup as s
    inner join world.person as p using (person_id)
    where s.attends and (p.joins_on is null or p.joins_on != s.day)
)
where day between getvariable('chunk_from') and getvariable('chunk_to')
group by person_id, day;

insert into world.visit_chance
with rate as (
    select
        p.person_id,
        d.day,
        d.day_no * 4294967296 + p.person_id as visit_id,
        p.visit_rate * d.season * if(d.is_weekend, p.weekend_bias, 2 - p.weekend_bias)
        -- most first visits are those on which people join; who has left looks in now and then
        * if(p.joins_on > d.day, 0.3, 1) * if(p.churns_on <= d.day, 0.1, 1) as chance
    from world.person as p
    cross join chunk_day as d
),

drawn as (
    select person_id, day, u01(visit_id, 'comes') / chance as threshold from rate
    where u01(visit_id, 'comes') < 2 * chance
),

lifted as (
    select
        l.person_id,
        l.from_day,
        l.to_day,
        l.visit_lift
    from scratch.lift as l
    where l.is_treated and l.to_day >= getvariable('chunk_from') and l.from_day <= getvariable('chunk_to')
        and l.visit_lift != 0
),

met as (
    select
        d.person_id,
        d.day,
        d.threshold,
        product(1 + coalesce(l.visit_lift, 0)) as multiplier
    from drawn as d
    left join lifted as l on d.person_id = l.person_id and d.day between l.from_day and l.to_day
    group by d.person_id, d.day, d.threshold
)

select
    coalesce(m.person_id, f.person_id),
    coalesce(m.day, f.day),
    if(f.person_id is null, m.threshold, 0),
    coalesce(m.multiplier, 1)
from met as m
full join forced as f on m.person_id = f.person_id and m.day = f.day
order by 2, 1;

insert into world.visit
with coming as (
    select c.person_id, c.day, day_no(c.day) * 4294967296 + c.person_id as visit_id
    from world.visit_chance as c
    where c.day between getvariable('chunk_from') and getvariable('chunk_to') and c.threshold < c.multiplier
),

chosen as (
    select
        c.*,
        p.household_id,
        p.has_car,
        p.joins_on,
        f.first_at,
        coalesce(f.mall_id, if(u01(c.visit_id, 'elsewhere') < 0.84, p.home_mall_id, o.mall_id)) as mall_id
    from coming as c
    inner join world.person as p using (person_id)
    inner join (select mall_id, row_number() over (order by mall_id) - 1 as place from world.mall) as o
        on o.place = u_int(c.visit_id, 'where', (select count(*) from world.mall))
    left join forced as f on c.person_id = f.person_id and c.day = f.day
),

timed as (
    select
        c.*,
        m.open_hour,
        m.close_hour,
        case
            when c.first_at is not null then c.first_at - to_minutes(10 + u_int(c.visit_id, 'early', 50))
            else at_hour(c.day,
                m.open_hour + (m.close_hour - m.open_hour - 1.5) * (
                u01(c.visit_id, 'in a') + u01(c.visit_id, 'in b')) / 2)
        end as entered_at
    from chosen as c
    inner join world.mall as m using (mall_id)
),

stayed as (
    select
        *,
        greatest(
            least(entered_at + to_minutes(35 + u_int(visit_id, 'stays', 190)),
                at_hour(day, close_hour - 0.1)),
            coalesce(first_at, entered_at) + interval 25 minute
        ) as left_at,
        has_car and u01(visit_id, 'drives') < 0.55 as by_car
    from timed
)

select
    s.visit_id,
    s.person_id,
    if(s.joins_on is null or s.joins_on > s.day, null,
        'MB' || lpad(cast(cast(s.person_id as bigint) * 10 + 1 as varchar), 9, '0')) as member_no,
    s.mall_id,
    s.day as business_date,
    s.entered_at,
    s.left_at,
    s.by_car and v.plate is not null as by_car,
    if(s.by_car, v.plate, null) as plate,
    [0, 0, 0, 1, 1, 2, 3][1 + u_int(s.visit_id, 'companions', 7)] as companions,
    d.device_id
from stayed as s
left join world.plate as v
    on s.household_id = v.household_id and s.day >= v.valid_from
        and s.day <= coalesce(v.valid_to, date '9999-12-31')
left join world.device as d on s.person_id = d.person_id and d.kind = 'own'
order by s.visit_id;
