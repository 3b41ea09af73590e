-- grain: timer, case_id. Cases that started a timer, on the day they did: what was done, after how long, and
-- whether the limit passed without it. Nothing is judged before the limit has passed.
with started as (
    
    select
        added_on as business_date,
        'referral_touch' as timer,
        person_id as case_id,
        coalesce(mall_id, 'unknown') as mall_id,
        staff_id as staff_id,
        person_id as person_id,
        added_at as started_at,
        touched_at as done_at,
        is_touched_in_time as is_met,
        48 as limit_hours
    from "intermediate"."int_sop__new_friend"
    where is_referral
    union all
    select
        business_date as business_date,
        'thanks' as timer,
        coupon_code as case_id,
        coalesce(mall_id, 'unknown') as mall_id,
        cast(null as varchar) as staff_id,
        member_uid as person_id,
        redeemed_at as started_at,
        thanked_at as done_at,
        is_thanked_in_time as is_met,
        24 as limit_hours
    from "intermediate"."int_sop__redemption"
    where true
    union all
    select
        business_date as business_date,
        'no_show_contact' as timer,
        concat_ws('|', event_id, guest_id) as case_id,
        coalesce(mall_id, 'unknown') as mall_id,
        cast(null as varchar) as staff_id,
        guest_id as person_id,
        ended_at as started_at,
        contacted_at as done_at,
        is_contacted_in_time as is_met,
        48 as limit_hours
    from "intermediate"."int_sop__no_show"
    where true
    union all
    select
        business_date as business_date,
        'first_answer' as timer,
        conversation_id as case_id,
        coalesce(mall_id, 'unknown') as mall_id,
        userid as staff_id,
        person_id as person_id,
        started_at as started_at,
        answered_at as done_at,
        is_answered_in_time as is_met,
        24 as limit_hours
    from "intermediate"."int_chat__conversation"
    where is_begun_by_customer
    union all
    select
        business_date as business_date,
        'recipe' as timer,
        order_key as case_id,
        coalesce(mall_id, 'unknown') as mall_id,
        cast(null as varchar) as staff_id,
        member_uid as person_id,
        cast(null as timestamp) as started_at,
        cast(null as timestamp) as done_at,
        is_recipe_sent as is_met,
        72 as limit_hours
    from "intermediate"."int_sop__fresh_order"
    where true
)

select
    started.business_date,
    started.timer,
    started.case_id,
    started.mall_id,
    started.staff_id,
    started.person_id,
    started.started_at,
    started.done_at,
    cast(date_diff('second', started.started_at, started.done_at) / 3600.0 as double) as observed_hours,
    cast(started.limit_hours as double) as limit_hours,
    started.is_met,
    case
        when started.is_met then false
        when
            (started.business_date + cast(ceil(started.limit_hours / 24.0) as integer))
            <= (select as_of_date from "control"."run")
            then true
    end as is_breach
from started
-- Who came before the first fact of the calendar came before anybody kept timers.
inner join "kpi"."time_spine_day" as calendar on started.business_date = calendar.date_day
order by started.business_date, started.timer, started.case_id
