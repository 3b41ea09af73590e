-- grain: event_id. An event that took place up to the as-of day: who hosted it, and whether its guests were
-- asked what they thought of it in time. No feed tells of a written review; answers stand in for it.
with event as (
    select
        *,
        cast(timezone('Asia/Shanghai', timezone('UTC', start_at)) as date) as held_on
    from "core"."dim_event"
    where is_last_known
),

answered as (
    select
        event_id,
        min(answered_on) as first_answered_on
    from "intermediate"."int_survey__asked"
    where answered_on is not null
    group by event_id
)

select
    event.event_id,
    event.mall_id,
    event.event_kind,
    event.held_on,
    event.host_member_no_hash is not null as is_member_hosted,
    coalesce(
        answered.first_answered_on < (event.held_on + 7), false
    ) as is_reviewed_in_time
from event
left join answered on event.event_id = answered.event_id
where event.held_on <= (select as_of_date from "control"."run")
