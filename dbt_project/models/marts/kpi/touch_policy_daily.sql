-- grain: business_date, rule, object_id. Caps on touching, what was observed and whether the cap was passed.
-- Groups stand here on each day with a message; members on the days on which they reached a cap or passed it,
-- since whoever is far from it needs no looking at.
{%- set rules = [
    {'rule': 'touches_7d', 'observed': 'touches_7d', 'limit': 'cap_7d', 'breach': 'is_over_7d'},
    {'rule': 'touches_30d', 'observed': 'touches_30d', 'limit': 'cap_30d', 'breach': 'is_over_30d'},
    {'rule': 'mass_messages_month', 'observed': 'mass_messages_month', 'limit': 'mass_message_quota',
     'breach': 'is_over_quota'},
] %}
with member_day as (
    select * from {{ ref('int_touch__member_day') }}
),

group_day as (
    select * from {{ ref('int_group__day') }}
    where message_count > 0
),

judged as (
    {%- for rule in rules %}
    select
        business_date,
        '{{ rule.rule }}' as rule,
        'member' as object_kind,
        member_uid as object_id,
        mall_id,
        layer,
        cast({{ rule.observed }} as bigint) as observed,
        cast({{ rule.limit }} as bigint) as limit_value,
        {{ rule.breach }} as is_breach
    from member_day
    where {{ rule.observed }} >= {{ rule.limit }}
    union all
    {%- endfor %}
    select
        business_date,
        'group_messages_day' as rule,
        'group' as object_kind,
        chat_id as object_id,
        mall_id,
        cast(null as varchar) as layer,
        cast(message_count as bigint) as observed,
        cast({{ var('group_messages_max_per_day') }} as bigint) as limit_value,
        is_over_limit as is_breach
    from group_day
)

select * from judged
order by business_date, rule, object_id
