-- grain: month_start, guest_id. A month and who came to an event in it or in the month before, so that the
-- month can be set against the one before. The mall is the member's home mall, so that a person counts once;
-- of somebody who is unknown it is that of the latest event.
with came as (
    select
        guest_id,
        cast(date_trunc('month', held_on) as date) as month_start,
        min(member_uid) as member_uid,
        max_by(mall_id, row(held_on, event_id)) as mall_id
    from "intermediate"."int_event__guest"
    where has_come
    group by guest_id, cast(date_trunc('month', held_on) as date)
),

placed as (
    select
        *,
        month_start as counts_in,
        true as is_now
    from came
    union all
    select
        *,
        cast(month_start + interval '1' month as date) as counts_in,
        false as is_now
    from came
),

anchor as (
    select * from "lifecycle"."int_member__anchor"
),

counted as (
    select
        counts_in as month_start,
        guest_id,
        min(member_uid) as member_uid,
        max_by(mall_id, is_now) as mall_id,
        bool_or(is_now) as has_come,
        bool_or(not is_now) as had_come
    from placed
    where counts_in <= (select as_of_date from "control"."run")
    group by counts_in, guest_id
)

select
    concat(cast(counted.month_start as varchar), '|', counted.guest_id) as participant_month_id,
    counted.month_start,
    counted.guest_id,
    coalesce(anchor.home_mall_id, counted.mall_id) as mall_id,
    counted.has_come,
    counted.had_come
from counted
left join anchor on counted.member_uid = anchor.member_uid
