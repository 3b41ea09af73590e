-- grain: member_uid, business_date. A day on which sends to a member alone reached it, with those of the
-- trailing 7 and 30 days and of the calendar month against the caps. Messages in groups have their own caps.
with touched as (
    select
        member_uid,
        business_date,
        count(*) as touches,
        count(*) filter (where channel = 'mass_private') as mass_messages
    from {{ ref('fct_outreach') }}
    where is_reached and member_uid is not null and chat_id is null
    group by member_uid, business_date
),

summed as (
    select
        *,
        sum(touches) over (
            partition by member_uid order by business_date
            range between interval '6' day preceding and current row
        ) as touches_7d,
        sum(touches) over (
            partition by member_uid order by business_date
            range between interval '29' day preceding and current row
        ) as touches_30d,
        sum(mass_messages) over (
            partition by member_uid, date_trunc('month', business_date) order by business_date
            rows between unbounded preceding and current row
        ) as mass_messages_month
    from touched
),

layered as (
    select
        summed.*,
        layer_interval.layer,
        {{ touch_cap('layer_interval.layer') }} as cap_7d
    from summed
    {{ join_layer_on('summed') }}
),

anchor as (
    select * from {{ ref('int_member__anchor') }}
)

select
    layered.member_uid,
    layered.business_date,
    anchor.home_mall_id as mall_id,
    layered.layer,
    layered.touches,
    layered.touches_7d,
    layered.touches_30d,
    layered.mass_messages_month,
    layered.cap_7d,
    layered.cap_7d * {{ var('touch_cap_30d_weeks') }} as cap_30d,
    {{ var('mass_message_month_quota') }} as mass_message_quota,
    coalesce(layered.touches_7d > layered.cap_7d, false) as is_over_7d,
    coalesce(layered.touches_30d > layered.cap_7d * {{ var('touch_cap_30d_weeks') }}, false) as is_over_30d,
    layered.mass_messages_month > {{ var('mass_message_month_quota') }} as is_over_quota
from layered
left join anchor on layered.member_uid = anchor.member_uid
