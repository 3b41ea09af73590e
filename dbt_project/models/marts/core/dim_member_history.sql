-- grain: member_uid, attribute, valid_from. What a member was, [valid_from, valid_to), valid_to NULL while
-- it still holds.
{%- set attributes = [
    {'name': 'layer', 'relation': 'int_member__layer_interval', 'value': 'layer'},
    {'name': 'silence', 'relation': 'int_member__layer_interval', 'value': 'silence'},
    {'name': 'stage', 'relation': 'int_member__stage_interval', 'value': 'stage'},
    {'name': 'tier', 'relation': 'int_member__tier_interval', 'value': 'tier'},
    {'name': 'ring', 'relation': 'int_member__ring_interval', 'value': 'ring'},
    {'name': 'high_value', 'relation': 'int_member__high_value_interval',
     'value': "case when is_high_value then 'yes' else 'no' end"},
    {'name': 'segment', 'relation': 'int_member__segment_interval', 'value': 'segment'},
] %}
with placed as (
    {%- for attribute in attributes %}
    {{ 'union all' if not loop.first }}
    select
        concat(member_uid, '|{{ attribute.name }}') as object_key,
        member_uid,
        '{{ attribute.name }}' as attribute,
        valid_from,
        valid_to,
        {{ attribute.value }} as value
    from {{ ref(attribute.relation) }}
    {%- endfor %}
),

merged as (
    {{ merged_intervals('placed', ['member_uid', 'attribute', 'value'], key='object_key') }}
)

select
    member_uid,
    attribute,
    valid_from,
    case when valid_to <= {{ as_of_date() }} then valid_to end as valid_to,
    value
from merged
