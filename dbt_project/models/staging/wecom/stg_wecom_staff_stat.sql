-- One row per userid and stat_on: how a staff was in touch with customers on a day, as last delivered.

with delivered as (
    {{ delivered_rows('wecom_staff_stat') }}
),

dated as (
    select
        *,
        {{ wecom_day(wecom_instant('stat_at')) }} as stat_on
    from delivered
),

-- Asked too early in the morning WeCom answers zeros; the answer of a later day is the one that holds.
latest as (
    {{ latest_delivery('dated', ['userid', 'stat_on']) }}
)

select
    userid,
    stat_on,
    corp_id,
    chat_count,
    message_count,
    cast(reply_percentage / 100 as decimal(18, 6)) as reply_rate,
    avg_reply_minutes,
    new_apply_count,
    new_contact_count,
    negative_feedback_count,
    delivered_on
from latest
