-- grain: event_id. An event that took place up to the as-of day: who hosted it, and whether its guests were
-- asked what they thought of it in time. No feed tells of a written review; answers stand in for it.
{%- set zone = "'" ~ var('default_timezone') ~ "'" %}
with event as (
    select
        *,
        cast({{ utc_to_local('start_at', zone) }} as date) as held_on
    from {{ ref('dim_event') }}
    where is_last_known
),

answered as (
    select
        event_id,
        min(answered_on) as first_answered_on
    from {{ ref('int_survey__asked') }}
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
        answered.first_answered_on < {{ add_days('event.held_on', var('event_review_days')) }}, false
    ) as is_reviewed_in_time
from event
left join answered on event.event_id = answered.event_id
where event.held_on <= {{ as_of_date() }}
