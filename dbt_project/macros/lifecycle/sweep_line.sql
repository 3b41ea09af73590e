{#-
    The sweep line. What holds of a member changes on few days; instead of a row per member and day, each fact adds
    its value on the day it begins to count and takes it back on the day it ceases to. Sorted by day and summed up,
    these deltas give the state between any two changes: half-open intervals [valid_from, valid_to), the last one
    ending the day after the as-of day. The cost follows the number of facts, never members times days.
-#}

{#-
    State of trailing windows. `measures` is a list of {name, value, days}: `value` (an expression over `relation`)
    counts on the dates d to d+days-1; without `days` it counts for ever. `latest` is a list of {name, condition}:
    the newest date of a row for which the condition holds.
-#}
{% macro trailing_state(relation, measures, latest=[], key='member_uid', at='business_date') -%}
{%- set windows = measures | selectattr('days', 'defined') | map(attribute='days') | unique | sort -%}
with delta as (
    select
        {{ key }},
        {{ at }} as changes_on
        {%- for measure in measures %},
        {{ measure.value }} as {{ measure.name }}
        {%- endfor %}
        {%- for newest in latest %},
        case when {{ newest.condition }} then {{ at }} end as {{ newest.name }}
        {%- endfor %}
    from {{ relation }}
    {%- for window in windows %}
    union all
    select
        {{ key }},
        {{ add_days(at, window) }} as changes_on
        {%- for measure in measures %},
        {{ '-(' ~ measure.value ~ ')' if measure.days == window else '0' }} as {{ measure.name }}
        {%- endfor %}
        {%- for newest in latest %},
        cast(null as date) as {{ newest.name }}
        {%- endfor %}
    from {{ relation }}
    {%- endfor %}
),

{{ running_intervals([key], measures | map(attribute='name') | list, latest | map(attribute='name') | list) }}
{%- endmacro %}

{#-
    Sums over intervals that lie on one another: `measures` is a list of {name, value} over rows that carry
    [valid_from, valid_to). Where intervals of one kind do not overlap, a sum of codes is the code in force.
-#}
{% macro interval_sums(relation, keys, measures) -%}
with delta as (
    {%- for side in [{'at': 'valid_from', 'sign': ''}, {'at': 'valid_to', 'sign': '-'}] %}
    {{ 'union all' if not loop.first }}
    select
        {{ keys | join(',\n        ') }},
        {{ side.at }} as changes_on
        {%- for measure in measures %},
        {{ side.sign }}({{ measure.value }}) as {{ measure.name }}
        {%- endfor %}
    from {{ relation }}
    {%- endfor %}
),

{{ running_intervals(keys, measures | map(attribute='name') | list, []) }}
{%- endmacro %}

{#- The common tail: deltas after the as-of day are the future and stay out. -#}
{% macro running_intervals(keys, sums, latest) -%}
changed as (
    select
        {{ keys | join(',\n        ') }},
        changes_on
        {%- for name in sums %},
        sum({{ name }}) as {{ name }}
        {%- endfor %}
        {%- for name in latest %},
        max({{ name }}) as {{ name }}
        {%- endfor %}
    from delta
    where changes_on <= {{ as_of_date() }}
    group by {{ keys | join(', ') }}, changes_on
),

swept as (
    select
        {{ keys | join(',\n        ') }},
        changes_on as valid_from,
        coalesce(lead(changes_on) over later, {{ add_days(as_of_date(), 1) }}) as valid_to
        {%- for name in sums %},
        cast(sum({{ name }}) over so_far as bigint) as {{ name }}
        {%- endfor %}
        {%- for name in latest %},
        max({{ name }}) over so_far as {{ name }}
        {%- endfor %}
    from changed
    window
        later as (partition by {{ keys | join(', ') }} order by changes_on),
        so_far as (
            partition by {{ keys | join(', ') }} order by changes_on
            rows between unbounded preceding and current row
        )
)
{%- endmacro %}

{#- Neighbouring intervals of equal values become one. `columns` are kept and compared; they are never NULL. -#}
{% macro merged_intervals(relation, columns, key='member_uid') -%}
    select
        {{ key }},
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        {{ columns | join(',\n        ') }}
    from (
        select
            *,
            sum(is_start) over (
                partition by {{ key }} order by valid_from rows between unbounded preceding and current row
            ) as island
        from (
            select
                *,
                case
                    when
                        lag(valid_to) over (partition by {{ key }} order by valid_from) = valid_from
                        {%- for column in columns %}
                        and lag({{ column }}) over (partition by {{ key }} order by valid_from) = {{ column }}
                        {%- endfor %}
                        then 0
                    else 1
                end as is_start
            from {{ relation }}
        ) as marked
    ) as numbered
    group by {{ key }}, island, {{ columns | join(', ') }}
{%- endmacro %}
