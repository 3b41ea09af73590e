{#-
    Type-2 history of daily snapshots: one row per key and unbroken run of equal states, [valid_from, valid_to).
    A key that a later snapshot lacks is closed on that day. `is_last_known` marks the newest row of each key.
-#}
{% macro history_of(relation, key, columns) -%}
with snapshot as (
    select * from {{ relation }}
),

snapshot_day as (
    select
        delivered_on,
        row_number() over (order by delivered_on) as day_no,
        lead(delivered_on) over (order by delivered_on) as next_day
    from (select distinct delivered_on from snapshot) as days
),

fingerprinted as (
    select
        snapshot.*,
        snapshot_day.day_no,
        snapshot_day.next_day,
        {{ row_fingerprint(columns) }} as fingerprint
    from snapshot
    inner join snapshot_day on snapshot.delivered_on = snapshot_day.delivered_on
),

compared as (
    select
        *,
        lag(fingerprint) over (partition by {{ key }} order by day_no) as previous_fingerprint,
        lag(day_no) over (partition by {{ key }} order by day_no) as previous_day_no
    from fingerprinted
),

numbered as (
    select
        *,
        sum(
            case when previous_day_no = day_no - 1 and previous_fingerprint = fingerprint then 0 else 1 end
        ) over (partition by {{ key }} order by day_no) as version_no
    from compared
),

version_span as (
    select
        {{ key }},
        version_no,
        min(delivered_on) as valid_from,
        max(delivered_on) as last_seen_on
    from numbered
    group by {{ key }}, version_no
),

final as (
    select
        numbered.{{ key }},
        version_span.valid_from,
        numbered.next_day as valid_to,
        numbered.next_day is null as is_current,
        row_number() over (
            partition by numbered.{{ key }} order by version_span.valid_from desc
        ) = 1 as is_last_known,
        numbered.{{ columns | join(',\n        numbered.') }}
    from numbered
    inner join version_span
        on
            numbered.{{ key }} = version_span.{{ key }}
            and numbered.delivered_on = version_span.last_seen_on
)

select * from final
{%- endmacro %}

{#- A text that is equal when all columns are; NULL differs from every value. -#}
{% macro row_fingerprint(columns) -%}
    md5(concat_ws(
        '|',
        {%- for column in columns %}
        coalesce(replace(cast({{ column }} as varchar), '|', '||'), '|-'){{ ',' if not loop.last }}
        {%- endfor %}
    ))
{%- endmacro %}
