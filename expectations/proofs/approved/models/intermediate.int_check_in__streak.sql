-- grain: person_id, started_on. Consecutive days on which a person signed in, by the app or by points for it,
-- and the points that these days brought.
with signed as (
    select
        coalesce(member_uid, identifier_hash) as person_id,
        mall_id,
        business_date,
        0 as points
    from "core"."fct_interaction"
    where source_feed = 'app_event' and kind = 'check_in'
    union all
    select
        coalesce(member_uid, identifier_hash) as person_id,
        mall_id,
        business_date,
        greatest(change, 0) as points
    from "core"."fct_points"
    where reason in ('check_in', 'login')
),

day as (
    select
        person_id,
        business_date,
        min(mall_id) as mall_id,
        sum(points) as points
    from signed
    where person_id is not null
    group by person_id, business_date
),

run_day as (
    select
        *,
        (business_date + -cast(row_number() over (partition by person_id order by business_date) as integer)) as run_no
    from day
)

select
    person_id,
    min(business_date) as started_on,
    max(business_date) as ended_on,
    min_by(mall_id, business_date) as mall_id,
    count(*) as length_days,
    case
        when count(*) >= 7 then '7+'
        when count(*) >= 3 then '3-6'
        else cast(count(*) as varchar)
    end as length_band,
    sum(points) as reward_points,
    sum(points) * 1 as reward_fen,
    -- Whether the next day goes on is known at its end.
    (max(business_date) + 1) as matures_on
from run_day
group by person_id, run_no
