{#- The rows of a feed that the run may see, each with its delivery. Rank orders the deliveries of the feed. -#}
{% macro delivered_rows(feed) -%}
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from {{ source('raw', feed) }} as feed_row
    inner join {{ source('control', 'delivery') }} as delivery
        on
            delivery.feed = '{{ feed }}'
            and delivery.file_id = feed_row._file_id
{%- endmacro %}

{#- One row per natural key: the latest delivery's, and the last one inside that file. -#}
{% macro latest_delivery(relation, key) -%}
    select *
    from (
        select
            *,
            row_number() over (
                partition by {{ key | join(', ') }}
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from {{ relation }}
    ) as ordered_delivery
    where delivery_order = 1
{%- endmacro %}

{#- Master data: a file is the whole state of its day, and the last file of a day is that day's state. -#}
{% macro daily_snapshot(feed, key, columns) -%}
with delivered as (
    {{ delivered_rows(feed) }}
),

last_file_of_day as (
    select
        delivered_on,
        max(delivery_rank) as delivery_rank
    from {{ source('control', 'delivery') }}
    where feed = '{{ feed }}'
    group by delivered_on
),

snapshot as (
    select delivered.*
    from delivered
    inner join last_file_of_day
        on
            delivered.delivered_on = last_file_of_day.delivered_on
            and delivered.delivery_rank = last_file_of_day.delivery_rank
),

deduplicated as (
    {{ latest_delivery('snapshot', [key, 'delivered_on']) }}
)

select
    {{ key }},
    delivered_on,
    {{ columns | join(',\n    ') }}
from deduplicated
{%- endmacro %}

{#- Type-1 view of master data: each key as last delivered, also when a later file no longer has it. -#}
{% macro last_known(relation, key) -%}
    select *
    from (
        select
            *,
            row_number() over (partition by {{ key }} order by delivered_on desc) as recency
        from {{ relation }}
    ) as by_recency
    where recency = 1
{%- endmacro %}
