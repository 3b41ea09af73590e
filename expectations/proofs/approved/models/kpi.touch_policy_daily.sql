-- grain: business_date, rule, object_id. Caps on touching, what was observed and whether the cap was passed.
-- Groups stand here on each day with a message; members on the days on which they reached a cap or passed it,
-- since whoever is far from it needs no looking at.
with member_day as (
    select * from "intermediate"."int_touch__member_day"
),

group_day as (
    select * from "intermediate"."int_group__day"
    where message_count > 0
),

judged as (
    select
        business_date,
        'touches_7d' as rule,
        'member' as object_kind,
        member_uid as object_id,
        mall_id,
        layer,
        cast(touches_7d as bigint) as observed,
        cast(cap_7d as bigint) as limit_value,
        is_over_7d as is_breach
    from member_day
    where touches_7d >= cap_7d
    union all
    select
        business_date,
        'touches_30d' as rule,
        'member' as object_kind,
        member_uid as object_id,
        mall_id,
        layer,
        cast(touches_30d as bigint) as observed,
        cast(cap_30d as bigint) as limit_value,
        is_over_30d as is_breach
    from member_day
    where touches_30d >= cap_30d
    union all
    select
        business_date,
        'mass_messages_month' as rule,
        'member' as object_kind,
        member_uid as object_id,
        mall_id,
        layer,
        cast(mass_messages_month as bigint) as observed,
        cast(mass_message_quota as bigint) as limit_value,
        is_over_quota as is_breach
    from member_day
    where mass_messages_month >= mass_message_quota
    union all
    select
        business_date,
        'group_messages_day' as rule,
        'group' as object_kind,
        chat_id as object_id,
        mall_id,
        cast(null as varchar) as layer,
        cast(message_count as bigint) as observed,
        cast(5 as bigint) as limit_value,
        is_over_limit as is_breach
    from group_day
)

select * from judged
order by business_date, rule, object_id
