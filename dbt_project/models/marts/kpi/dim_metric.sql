-- grain: metric_id, valid_from. The registry as it was: a change closes a metric's row and opens the next.
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['metric_id', 'valid_from'],
    full_refresh=false,
    pre_hook="{% if is_incremental() %}{{ add_missing_columns(this, ['proxy', 'evidence']) }}{% endif %}",
    post_hook='delete from {{ this }} where valid_to = valid_from',
) }}
{%- set described = [
    'name_zh', 'name_en', 'definition', 'numerator_definition', 'denominator_definition', 'requirement_rows',
    'covered_as', 'parameters', 'owner_role', 'unit', 'direction', 'warn', 'critical', 'proxy', 'evidence',
    'window_days', 'feeds', 'dimensions', 'definition_hash'
] %}
with registry as (
    select * from {{ source('control', 'metric_registry') }}
),

run as (
    select * from {{ source('control', 'run') }}
),

{% if is_incremental() -%}
present as (
    select
        *,
        {{ text_of(described) }} as content
    from registry
),

open_row as (
    select
        *,
        {{ text_of(described) }} as content
    from {{ this }}
    where valid_to is null
),

compared as (
    select
        coalesce(present.metric_id, open_row.metric_id) as metric_id,
        open_row.valid_from as open_from,
        present.metric_id is not null as is_present,
        coalesce(present.content <> open_row.content, true) as is_changed
    from present
    full outer join open_row on present.metric_id = open_row.metric_id
),

-- A row opened on this very day, or on a later one by a run for a later day, is corrected where it stands;
-- a metric that came and went on one day leaves an empty span, which the hook removes.
closing as (
    select
        open_row.metric_id,
        open_row.valid_from,
        {%- for column in described %}
        open_row.{{ column }},
        {%- endfor %}
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
        greatest(run.as_of_date, coalesce(compared.open_from, run.as_of_date)) as valid_from,
        {%- for column in described %}
        present.{{ column }},
        {%- endfor %}
        cast(null as date) as valid_to
    from present
    inner join compared on present.metric_id = compared.metric_id
    cross join run
    where compared.is_changed
),

final as (
    select * from closing
    union all
    select * from opening
)
{%- else -%}
final as (
    select
        registry.metric_id,
        run.as_of_date as valid_from,
        {%- for column in described %}
        registry.{{ column }},
        {%- endfor %}
        cast(null as date) as valid_to
    from registry
    cross join run
)
{%- endif %}

select * from final
order by metric_id, valid_from
