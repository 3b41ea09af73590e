{#-
    Type-2 history of daily snapshots: one row per key and unbroken run of equal states, [valid_from, valid_to).
    A key that a later snapshot lacks is closed on that day. `is_last_known` marks the newest row of each key.
    `key` is a column or a list of them, parts of which may be NULL.
-#}
{% macro history_of(relation, key, columns) -%}
{%- set key = [key] if key is string else key -%}
{%- set keys = key | join(', ') -%}
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
        lag(fingerprint) over (partition by {{ keys }} order by day_no) as previous_fingerprint,
        lag(day_no) over (partition by {{ keys }} order by day_no) as previous_day_no
    from fingerprinted
),

numbered as (
    select
        *,
        sum(
            case when previous_day_no = day_no - 1 and previous_fingerprint = fingerprint then 0 else 1 end
        ) over (partition by {{ keys }} order by day_no) as version_no
    from compared
),

spanned as (
    select
        *,
        min(delivered_on) over (partition by {{ keys }}, version_no) as valid_from,
        max(delivered_on) over (partition by {{ keys }}, version_no) as last_seen_on,
        max(version_no) over (partition by {{ keys }}) as last_version_no
    from numbered
),

final as (
    select
        {{ key | join(',\n        ') }},
        valid_from,
        next_day as valid_to,
        next_day is null as is_current,
        version_no = last_version_no as is_last_known,
        {{ columns | join(',\n        ') }}
    from spanned
    where delivered_on = last_seen_on
)

select * from final
{%- endmacro %}

{#- History of a master feed over its staging model, in the columns that the staging model has. -#}
{% macro master_history(feed, key, times={}) -%}
{%- set key = [key] if key is string else key -%}
{%- set dropped = key | list -%}
{%- for name in times %}{% do dropped.extend([name ~ '_utc', name ~ '_local']) %}{% endfor -%}
{%- set columns = (feed_columns(feed).split(',') + times.values() | list) | reject('in', dropped) | list -%}
{{ history_of(ref('stg_' ~ feed | replace('_', '__', 1)), key, columns) }}
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
