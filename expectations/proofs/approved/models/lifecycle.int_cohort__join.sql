-- grain: member_uid. Members on the day they joined, with what they did afterwards, at any mall. Days after
-- joining start at join+1; windows that include the day of joining run from join to join+N-1. Flags are
-- facts as of today: whether a window is over is decided where periods are.
with joiner as (
    select * from "lifecycle"."int_member__registration"
),

event_day as (
    select
        *,
        sum(case when visit_days > 0 then 1 else 0 end) over (
            partition by member_uid order by business_date rows between unbounded preceding and current row
        ) as visit_no
    from "lifecycle"."int_member__event_day"
),

aged as (
    select
        joiner.member_uid,
        date_diff('day', joiner.joined_on, event_day.business_date) as age,
        event_day.visit_days > 0 as is_visit,
        event_day.active_days > 0 as is_active,
        event_day.valid_interaction_days > 0 as is_valid_interaction,
        event_day.purchase_days > 0 as is_purchase,
        event_day.visit_no
    from joiner
    inner join event_day on joiner.member_uid = event_day.member_uid
),

flagged as (
    select
        member_uid,
        bool_or(is_active and age between 1 and 7) as is_retained_7d,
        bool_or(is_active and age between 1 and 30) as is_retained_30d,
        bool_or(is_active and age between 24 and 30) as is_retained_24_30d,
        bool_or(is_active and age between 0 and 6) as is_active_7d,
        bool_or(is_active and age between 0 and 29) as is_active_30d,
        bool_or(is_valid_interaction and age between 0 and 6) as has_valid_interaction_7d,
        bool_or(is_visit and age between 1 and 30) as has_visit_30d,
        bool_or(is_visit and visit_no >= 2 and age <= 29) as has_second_visit_30d,
        sum(case when is_purchase and age between 0 and 89 then 1 else 0 end) >= 2 as has_repurchase_90d
    from aged
    group by member_uid
),

layer_interval as (
    select * from "lifecycle"."int_member__layer_interval"
),

referral as (
    select * from "intermediate"."int_referral__pair" where is_first
)

select
    joiner.member_uid,
    joiner.mall_id,
    joiner.first_entry_id as entry_id,
    layer_interval.layer,
    joiner.joined_on,
    flagged.is_retained_7d,
    flagged.is_retained_30d,
    flagged.is_retained_24_30d,
    flagged.is_active_7d,
    flagged.is_active_30d,
    flagged.has_valid_interaction_7d,
    flagged.has_visit_30d,
    flagged.has_second_visit_30d,
    flagged.has_repurchase_90d,
    referral.referee_member_uid is not null as is_referred
from joiner
inner join flagged on joiner.member_uid = flagged.member_uid
left join layer_interval
    on
        joiner.member_uid = layer_interval.member_uid
        and joiner.joined_on >= layer_interval.valid_from
        and joiner.joined_on < layer_interval.valid_to
left join referral on joiner.member_uid = referral.referee_member_uid
