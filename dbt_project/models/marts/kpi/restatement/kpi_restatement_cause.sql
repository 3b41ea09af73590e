-- grain: version, metric_id, period_kind, period_start, mall_id, dimension, dimension_value, cause. By how
-- much each cause changed a restated figure, with the deliveries or lines of the ledger behind it; rows of
-- earlier versions are carried along for ever.
{%- set figure_key = [
    'metric_id', 'period_kind', 'period_start', 'mall_id', 'dimension', 'dimension_value'
] %}
{%- set columns = ['version', 'previous_version'] + figure_key + [
    'cause', 'step_no', 'delta_numerator', 'delta_denominator', 'delta_value', 'reach', 'feeds', 'deliveries',
    'file_ids', 'ledger_lines', 'ledger_seqs', 'changed', 'as_of_date', 'run_id'
] %}

with previous_version as (
    select * from {{ source('control', 'previous_version') }}
),

run as (
    select * from {{ source('control', 'run') }}
),

told_before as (
    select previous_cause.*
    from {{ source('control', 'previous_restatement_cause') }} as previous_cause
    left join previous_version on previous_cause.version = previous_version.next_version
    where previous_version.version is null
),

told_now as (
    select
        previous_version.next_version as version,
        previous_version.version as previous_version,
        delta.*,
        cast(
            row_number() over (
                partition by {{ prefixed('delta', figure_key) }}
                order by delta.stage, {{ cause_rank('delta.cause') }}
            ) as integer
        ) as step_no,
        run.as_of_date,
        run.run_id
    from {{ ref('int_restatement__delta') }} as delta
    cross join previous_version
    cross join run
),

final as (
    select {{ columns | join(', ') }} from told_before
    union all
    select {{ columns | join(', ') }} from told_now
)

select * from final
order by version, {{ figure_key | join(', ') }}, cause
