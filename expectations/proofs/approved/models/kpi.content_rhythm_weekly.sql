-- grain: week_start, chat_id, rule. The rhythm that a group's content keeps in an ISO week: observed, limits
-- and breach. Only weeks through which the group stood are judged, so that none is while it runs.
with week as (
    select group_week.*
    from "intermediate"."int_group__week" as group_week
    inner join "kpi"."int_kpi__period" as period
        on period.period_kind = 'week' and group_week.week_start = period.period_start
),

observed as (
    
    select
        week_start,
        chat_id,
        'core_pieces' as rule,
        mall_id,
        group_type,
        owner_userid,
        is_whole_week,
        cast(core_pieces as bigint) as observed,
        cast(2 as bigint) as lower_limit,
        cast(3 as bigint) as upper_limit
    from week
    where true
    union all
    select
        week_start,
        chat_id,
        'crowd_kinds' as rule,
        mall_id,
        group_type,
        owner_userid,
        is_whole_week,
        cast(cast(has_seeding as integer) + cast(has_benefit as integer) + cast(has_event_notice as integer) as bigint) as observed,
        cast(3 as bigint) as lower_limit,
        cast(3 as bigint) as upper_limit
    from week
    where is_crowd_group
    union all
    select
        week_start,
        chat_id,
        'light_interactions' as rule,
        mall_id,
        group_type,
        owner_userid,
        is_whole_week,
        cast(light_interactions as bigint) as observed,
        cast(2 as bigint) as lower_limit,
        cast(null as bigint) as upper_limit
    from week
    where group_type = 'new_member'
    union all
    select
        week_start,
        chat_id,
        'messages_on_fullest_day' as rule,
        mall_id,
        group_type,
        owner_userid,
        is_whole_week,
        cast(messages_on_fullest_day as bigint) as observed,
        cast(null as bigint) as lower_limit,
        cast(5 as bigint) as upper_limit
    from week
    where true
)

select
    *,
    case
        when is_whole_week
            then observed < coalesce(lower_limit, observed) or observed > coalesce(upper_limit, observed)
    end as is_breach
from observed
order by week_start, chat_id, rule
