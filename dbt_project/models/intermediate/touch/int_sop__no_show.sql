-- grain: event_id, guest_id. Who signed up for an event that is over and did not come: whether they were
-- written to in time, and came to another event.
with event as (
    select * from {{ ref('dim_event') }} where is_last_known
),

clock as (
    select * from {{ ref('stg_master__clock') }} where object_type = 'mall'
),

attendance as (
    select
        attendance.event_id,
        attendance.guest_id,
        attendance.member_uid,
        attendance.mall_id,
        attendance.signed_up_at,
        attendance.checked_in_at,
        coalesce(event.end_at, event.start_at) as ended_at,
        {{ business_date(
            'coalesce(event.end_at, event.start_at)',
            "coalesce(clock.timezone, '" ~ var('default_timezone') ~ "')",
            'coalesce(clock.business_day_cut_hour, 0)'
        ) }} as business_date,
        {{ business_date(
            'attendance.checked_in_at',
            "coalesce(clock.timezone, '" ~ var('default_timezone') ~ "')",
            'coalesce(clock.business_day_cut_hour, 0)'
        ) }} as checked_in_on
    from {{ ref('fct_event_attendance') }} as attendance
    inner join event on attendance.event_id = event.event_id
    left join clock on attendance.mall_id = clock.object_id
),

no_show as (
    select * from attendance
    where signed_up_at < ended_at and checked_in_at is null and business_date <= {{ as_of_date() }}
),

wrote as (
    {{ personal_sends() }}
    union all
    {{ archived_private_messages() }}
),

contacted as (
    select
        no_show.event_id,
        no_show.guest_id,
        min(wrote.sent_at) as contacted_at
    from no_show
    inner join wrote
        on
            no_show.guest_id = wrote.person_id
            and no_show.ended_at <= wrote.sent_at
            and no_show.ended_at + interval '1' hour * {{ var('no_show_contact_hours') }} > wrote.sent_at
    where wrote.channel <> 'mass_private'
    group by no_show.event_id, no_show.guest_id
),

came as (
    select distinct
        no_show.event_id,
        no_show.guest_id
    from no_show
    inner join attendance as later
        on
            no_show.guest_id = later.guest_id
            and no_show.event_id <> later.event_id
            and no_show.business_date < later.checked_in_on
            and {{ add_days('no_show.business_date', var('no_show_rebook_days')) }} >= later.checked_in_on
    where later.signed_up_at is not null
)

select
    no_show.event_id,
    no_show.guest_id,
    no_show.member_uid,
    no_show.mall_id,
    no_show.ended_at,
    no_show.business_date,
    contacted.contacted_at,
    contacted.event_id is not null as is_contacted_in_time,
    came.event_id is not null as has_come_later
from no_show
left join contacted on no_show.event_id = contacted.event_id and no_show.guest_id = contacted.guest_id
left join came on no_show.event_id = came.event_id and no_show.guest_id = came.guest_id
