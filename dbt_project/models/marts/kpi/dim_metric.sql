-- grain: metric_id, valid_from. The registry as it was: a changed definition closes its row and opens the next.
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['metric_id', 'valid_from'],
    full_refresh=false,
    post_hook='delete from {{ this }} where valid_to = valid_from',
) }}
{%- set described = [
    'name_zh', 'name_en', 'definition', 'numerator_definition', 'denominator_definition', 'requirement_rows',
    'covered_as', 'parameters', 'owner_role', 'unit', 'direction', 'warn', 'critical', 'window_days', 'feeds',
    'dimensions', 'definition_hash'
] %}
with registry as (
    select
        *,
        cast(null as double) as warn,
        cast(null as double) as critical
    from {{ source('control', 'metric_registry') }}
),

run as (
    select * from {{ source('control', 'run') }}
),

present as (
    select
        metric_id,
        {{ described | join(',\n        ') }}
    from registry
),

{% if is_incremental() -%}
open_row as (
    select * from {{ this }}
    where valid_to is null
),

compared as (
    select
        coalesce(present.metric_id, open_row.metric_id) as metric_id,
        present.metric_id is not null as is_present,
        {%- for column in described %}
        present.{{ column }} is distinct from open_row.{{ column }}{{ ' or' if not loop.last }}
        {%- endfor %} as is_changed
    from present
    full outer join open_row on present.metric_id = open_row.metric_id
),

-- A row opened on this very day, or on a later one by a run for a later day, is corrected where it stands.
closing as (
    select
        open_row.metric_id,
        open_row.valid_from,
        {% for column in described %}open_row.{{ column }}, {% endfor %}
        run.as_of_date as valid_to
    from open_row
    inner join compared on open_row.metric_id = compared.metric_id
    cross join run
    where
        compared.is_changed
        and (
            open_row.valid_from < run.as_of_date
            or (not compared.is_present and open_row.valid_from = run.as_of_date)
        )
),

opening as (
    select
        present.metric_id,
        greatest(run.as_of_date, coalesce(open_row.valid_from, run.as_of_date)) as valid_from,
        {% for column in described %}present.{{ column }}, {% endfor %}
        cast(null as date) as valid_to
    from present
    inner join compared on present.metric_id = compared.metric_id
    left join open_row on present.metric_id = open_row.metric_id
    cross join run
    where compared.is_changed
)

select * from closing
union all
select * from opening
{%- else -%}
opening as (
    select
        present.metric_id,
        run.as_of_date as valid_from,
        {% for column in described %}present.{{ column }}, {% endfor %}
        cast(null as date) as valid_to
    from present
    cross join run
)

select * from opening
{%- endif %}
order by metric_id, valid_from
