-- grain: source, mall_id, business_date. How many people came to a mall on a day, as each source tells it:
-- counters at the outer gates (B3), cars into the car park times the persons of a car, check-ins at events.
-- Anonymous, and never added up: the same people pass all three.
with gate as (
    select * from "core"."dim_gate" where is_last_known and is_outer
),

clock as (
    select * from "staging"."stg_master__clock" where object_type = 'mall'
),

counter as (
    select
        gate.mall_id,
        cast(footfall.date_day + footfall.hour * interval '1' hour - coalesce(clock.business_day_cut_hour, 0) * interval '1' hour as date) as business_date,
        footfall.in_count
    from "staging"."stg_footfall" as footfall
    inner join gate on footfall.gate_id = gate.gate_id
    left join clock on gate.mall_id = clock.object_id
),

told as (
    select
        'counter' as source,
        mall_id,
        business_date,
        sum(in_count) as persons
    from counter
    group by mall_id, business_date
    union all
    select
        'parking' as source,
        mall_id,
        business_date,
        round(count(*) * 2.1) as persons
    from "intermediate"."int_parking__session"
    where has_entry
    group by mall_id, business_date
    union all
    select
        'check_in' as source,
        mall_id,
        business_date,
        count(*) as persons
    from "staging"."stg_event_checkin"
    group by mall_id, business_date
)

select
    source,
    mall_id,
    business_date,
    cast(persons as bigint) as persons
from told
where mall_id is not null and business_date <= (select as_of_date from "control"."run")
