-- grain: member_uid, valid_from. The days [valid_from, valid_to) at whose end a member could be reached (B4):
-- a WeCom friend whom neither side had deleted, or in a group. Subscriptions count not: no feed tells who
-- holds one.
with member as (
    select
        identifier_hash,
        member_uid
    from {{ ref('int_identity__member_identifier') }}
    where identifier_type = 'external_userid' and member_uid is not null
),

spell as (
    select
        external_userid_hash,
        begun_at,
        ended_at
    from {{ ref('int_wecom__friendship') }}
    union all
    select
        member_id as external_userid_hash,
        begun_at,
        ended_at
    from {{ ref('int_wecom__group_spell') }}
    where member_type = 'customer'
),

lived as (
    select
        member.member_uid,
        {{ wecom_day('spell.begun_at') }} as valid_from,
        coalesce({{ wecom_day('spell.ended_at') }}, {{ add_days(as_of_date(), 1) }}) as valid_to
    from spell
    inner join member on spell.external_userid_hash = member.identifier_hash
    where spell.begun_at is not null
),

-- Added and deleted on one day: nothing was left of it at the day's end.
channel as (
    select * from lived where valid_from < valid_to
),

summed as (
    {{ interval_sums('channel', ['member_uid'], [{'name': 'live_channels', 'value': '1'}]) }}

    select
        member_uid,
        valid_from,
        valid_to,
        live_channels > 0 as is_reachable
    from swept
),

merged as (
    {{ merged_intervals('summed', ['is_reachable']) }}
)

select
    member_uid,
    valid_from,
    valid_to
from merged
where is_reachable
