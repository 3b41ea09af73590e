-- grain: programme_id, member_uid. Members who took part in a programme that held nobody out, from the day on
-- which they did: first came to an event or a ritual, were first reached by a campaign, or first got a gift
-- of care, taken or not (requirement 164). A campaign with an experiment of its own is not here: it has its
-- own control.
with attendance as (
    select
        attended.event_id,
        attended.member_uid,
        event.event_kind,
        cast(timezone('Asia/Shanghai', timezone('UTC', attended.checked_in_at)) as date) as began_on,
        row_number() over (
            partition by attended.member_uid order by attended.checked_in_at, attended.event_id
        ) as attendance_no
    from "core"."fct_event_attendance" as attended
    inner join "core"."dim_event" as event on attended.event_id = event.event_id and event.is_last_known
    where attended.member_uid is not null and attended.checked_in_at is not null
),

experiment as (
    select distinct campaign_id from "core"."dim_experiment"
    where is_last_known and campaign_id is not null
),

outreach as (
    select
        sent.campaign_id,
        sent.member_uid,
        min(sent.business_date) as began_on
    from "core"."fct_outreach" as sent
    left join experiment on sent.campaign_id = experiment.campaign_id
    where
        sent.is_reached and sent.member_uid is not null and sent.campaign_id is not null
        and sent.experiment_id is null and experiment.campaign_id is null
    group by sent.campaign_id, sent.member_uid
),

gift as (
    select
        member_uid,
        min(base_on) as began_on
    from "lifecycle"."int_benefit__coupon"
    where is_care and member_uid is not null
    group by member_uid
),

part as (
    select
        concat_ws(':', 'event', event_kind, strftime(began_on, '%Y-%m')) as programme_id,
        case when event_kind = 'community_ritual' then 'ritual' else 'event' end as program_kind,
        event_id,
        cast(null as varchar) as campaign_id,
        member_uid,
        began_on
    from attendance
    where attendance_no = 1
    union all
    select
        concat('campaign:', campaign_id) as programme_id,
        'campaign' as program_kind,
        cast(null as varchar) as event_id,
        campaign_id,
        member_uid,
        began_on
    from outreach
    union all
    select
        concat('care:', strftime(began_on, '%Y-%m')) as programme_id,
        'care' as program_kind,
        cast(null as varchar) as event_id,
        cast(null as varchar) as campaign_id,
        member_uid,
        began_on
    from gift
)

select * from part where began_on <= (select as_of_date from "control"."run")
