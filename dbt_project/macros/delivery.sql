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

{#-
    The delivered rows of a feed, with the clock of the mall that each belongs to and `times` as UTC instants. `clock`
    names the kind of object that leads to the mall and the feed's column that holds it; without, the default clock.
-#}
{% macro rows_on_clock(feed, times, clock=none) -%}
    select
        delivered.*,
        {%- if clock %}
        clock.mall_id as clock_mall_id,
        coalesce(clock.business_day_cut_hour, 0) as business_day_cut_hour,
        {%- else %}
        0 as business_day_cut_hour,
        {%- endif %}
        {{ zone_of(clock) }} as mall_timezone
        {%- for name in times %},
        {{ utc_instant(name, zone_of(clock), 'delivered') }} as {{ name }}
        {%- endfor %}
    from (
        {{ delivered_rows(feed) }}
    ) as delivered
    {%- if clock %}
    left join {{ ref('stg_master__clock') }} as clock
        on
            clock.object_type = '{{ clock[0] }}'
            and delivered.{{ clock[1] }} = clock.object_id
    {%- endif %}
{%- endmacro %}

{#- Business day of an instant of `rows_on_clock`. -#}
{% macro business_date_on_clock(instant) -%}
    {{ business_date(instant, 'mall_timezone', 'business_day_cut_hour') }}
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

{#-
    Master data: a file is the whole state of its day, and the last file of a day is that day's state. One row per
    key and delivery day, in the columns of the feed. `times` maps raw times to names of instants: read
    on the clock of the object that `clock` names by type and column, else on the default one.
-#}
{% macro daily_snapshot(feed, key, times={}, clock=none) -%}
{%- set key = [key] if key is string else key -%}
{%- set pairs = [] -%}
{%- for name in times %}{% do pairs.extend([name ~ '_utc', name ~ '_local']) %}{% endfor -%}
{%- set columns = feed_columns(feed).split(',') | reject('in', pairs) | list + times.values() | list -%}
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
{%- if clock %}

clock as (
    select * from {{ ref('stg_master__clock') }} where object_type = '{{ clock[0] }}'
),
{%- endif %}

snapshot as (
    select
        delivered.*
        {%- for name, instant in times.items() %},
        {{ utc_instant(name, zone_of(clock), 'delivered') }} as {{ instant }}
        {%- endfor %}
    from delivered
    inner join last_file_of_day
        on
            delivered.delivered_on = last_file_of_day.delivered_on
            and delivered.delivery_rank = last_file_of_day.delivery_rank
    {%- if clock %}
    left join clock on delivered.{{ clock[1] }} = clock.object_id
    {%- endif %}
),

deduplicated as (
    {{ latest_delivery('snapshot', key + ['delivered_on']) }}
)

select
    delivered_on,
    {{ columns | join(',\n    ') }}
from deduplicated
{%- endmacro %}

{#- The zone beside a row that was joined to its clock, or the default one. -#}
{% macro zone_of(clock) -%}
    {%- set default = "'" ~ var('default_timezone') ~ "'" -%}
    {{ 'coalesce(clock.timezone, ' ~ default ~ ')' if clock else default }}
{%- endmacro %}

{#- The columns of a feed's raw rows, a comma between; a row's place is none of them. -#}
{% macro feed_columns(feed) -%}
    {%- if execute -%}
        {%- set raw = api.Relation.create(database=target.database, schema='raw', identifier=feed) -%}
        {%- set columns = adapter.get_columns_in_relation(raw) | map(attribute='name') -%}
        {{- columns | reject('in', ['_file_id', 'filename', 'file_row_number']) | join(',') -}}
    {%- else -%}
        delivery_rank
    {%- endif -%}
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
