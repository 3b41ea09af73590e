-- grain: week_start, chat_id, rule. The rhythm that a group's content keeps in an ISO week: observed, limits
-- and breach. Only weeks through which the group stood are judged, so that none is while it runs.
{%- set rules = [
    {'rule': 'core_pieces', 'observed': 'core_pieces', 'where': 'true',
     'lower': var('group_core_pieces_min_per_week'), 'upper': var('group_core_pieces_max_per_week')},
    {'rule': 'crowd_kinds', 'where': 'is_crowd_group', 'lower': 3, 'upper': 3,
     'observed': 'cast(has_seeding as integer) + cast(has_benefit as integer) + cast(has_event_notice as integer)'},
    {'rule': 'light_interactions', 'observed': 'light_interactions', 'where': "group_type = 'new_member'",
     'lower': var('group_light_interactions_per_week'), 'upper': 'null'},
    {'rule': 'messages_on_fullest_day', 'observed': 'messages_on_fullest_day', 'where': 'true', 'lower': 'null',
     'upper': var('group_messages_max_per_day')},
] %}
with week as (
    select group_week.*
    from {{ ref('int_group__week') }} as group_week
    inner join {{ ref('int_kpi__period') }} as period
        on period.period_kind = 'week' and group_week.week_start = period.period_start
),

observed as (
    {%- for rule in rules %}
    {{ 'union all' if not loop.first }}
    select
        week_start,
        chat_id,
        '{{ rule.rule }}' as rule,
        mall_id,
        group_type,
        owner_userid,
        is_whole_week,
        cast({{ rule.observed }} as bigint) as observed,
        cast({{ rule.lower }} as bigint) as lower_limit,
        cast({{ rule.upper }} as bigint) as upper_limit
    from week
    where {{ rule.where }}
    {%- endfor %}
)

select
    *,
    case
        when is_whole_week
            then observed < coalesce(lower_limit, observed) or observed > coalesce(upper_limit, observed)
    end as is_breach
from observed
order by week_start, chat_id, rule
