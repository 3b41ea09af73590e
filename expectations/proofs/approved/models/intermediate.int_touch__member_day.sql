-- grain: member_uid, business_date. A day on which sends to a member alone reached it, with those of the
-- trailing 7 and 30 days and of the calendar month against the caps. Messages in groups have their own caps.
with touched as (
    select
        member_uid,
        business_date,
        count(*) as touches,
        count(*) filter (where channel = 'mass_private') as mass_messages
    from "core"."fct_outreach"
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
        case layer_interval.layer
        when 'visitor_not_joined' then 2
        when 'joined_inactive' then 4
        when 'active_no_repurchase' then 3
        when 'repeat_low_frequency' then 2
        when 'high_frequency_high_ticket' then 3
        when 'silent' then 1
    end as cap_7d
    from summed
    left join "lifecycle"."int_member__layer_interval" as layer_interval
        on
            summed.member_uid = layer_interval.member_uid
            and summed.business_date >= layer_interval.valid_from
            and summed.business_date < coalesce(layer_interval.valid_to, date '9999-12-31')
),

anchor as (
    select * from "lifecycle"."int_member__anchor"
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
    layered.cap_7d * 4 as cap_30d,
    4 as mass_message_quota,
    coalesce(layered.touches_7d > layered.cap_7d, false) as is_over_7d,
    coalesce(layered.touches_30d > layered.cap_7d * 4, false) as is_over_30d,
    layered.mass_messages_month > 4 as is_over_quota
from layered
left join anchor on layered.member_uid = anchor.member_uid
