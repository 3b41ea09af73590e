-- grain: event_id, person_id. Who showed interest in an event before it ended: clicked or did something else
-- with its campaign, or signed up; and whether somebody wrote to them alone or called them within hours.
with event as (
    select
        event_id,
        mall_id,
        campaign_id,
        coalesce(end_at, start_at) as ended_at,
        start_at - interval '1' day * {{ var('event_preheat_lookback_days') }} as begins_at
    from {{ ref('dim_event') }}
    where is_last_known
),

shown as (
    select
        event.event_id,
        coalesce(act.member_uid, act.identifier_hash) as person_id,
        case when act.kind = 'click' then 'click' else 'interaction' end as interest,
        act.occurred_at
    from event
    inner join {{ ref('fct_interaction') }} as act
        on
            event.campaign_id = act.campaign_id
            and event.begins_at <= act.occurred_at
            and event.ended_at > act.occurred_at
    where act.kind <> 'redemption'
    union all
    select
        event.event_id,
        attendance.guest_id as person_id,
        'sign_up' as interest,
        attendance.signed_up_at as occurred_at
    from event
    inner join {{ ref('fct_event_attendance') }} as attendance on event.event_id = attendance.event_id
    where attendance.signed_up_at < event.ended_at
),

first_shown as (
    select
        event_id,
        person_id,
        min(occurred_at) as interested_at,
        min_by(interest, row(occurred_at, interest)) as interest
    from shown
    where person_id is not null
    group by event_id, person_id
),

wrote as (
    {{ personal_sends() }}
    union all
    {{ archived_private_messages() }}
),

followed as (
    select distinct
        first_shown.event_id,
        first_shown.person_id
    from first_shown
    inner join wrote
        on
            first_shown.person_id = wrote.person_id
            and first_shown.interested_at <= wrote.sent_at
            and first_shown.interested_at + interval '1' hour * {{ var('event_follow_up_hours') }}
            > wrote.sent_at
    where wrote.channel in ('private_chat', 'call', 'archive')
),

timed as (
    select
        first_shown.*,
        event.mall_id,
        cast(
            {{ utc_to_local('first_shown.interested_at', "'" ~ var('default_timezone') ~ "'") }} as date
        ) as interested_on
    from first_shown
    inner join event on first_shown.event_id = event.event_id
)

select
    concat(timed.event_id, '|', timed.person_id) as event_interest_id,
    timed.event_id,
    timed.person_id,
    timed.mall_id,
    timed.interest,
    timed.interested_at,
    timed.interested_on,
    followed.person_id is not null as is_followed_in_time
from timed
left join followed on timed.event_id = followed.event_id and timed.person_id = followed.person_id
where timed.interested_on <= {{ as_of_date() }}
