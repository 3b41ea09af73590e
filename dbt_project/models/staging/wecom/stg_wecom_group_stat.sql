-- One row per owner_userid and stat_on: the groups of an owner on a day, as last delivered.

with delivered as (
    {{ delivered_rows('wecom_group_stat') }}
),

dated as (
    select
        *,
        {{ wecom_day(wecom_instant('stat_at')) }} as stat_on,
        {{ wecom_day(wecom_instant('until_at')) }} as until_on
    from delivered
),

-- An answer by owner over several days is their sum and of no day.
of_one_day as (
    select * from dated where coalesce(until_on, stat_on) <= stat_on
),

latest as (
    {{ latest_delivery('of_one_day', ['owner_userid', 'stat_on']) }}
)

select
    owner_userid,
    stat_on,
    corp_id,
    new_chat_count,
    chat_count,
    active_chat_count,
    new_member_count,
    member_count,
    active_member_count,
    message_count,
    migrate_trainee_chat_count,
    delivered_on
from latest
