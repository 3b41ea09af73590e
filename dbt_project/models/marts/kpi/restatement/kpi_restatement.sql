-- grain: version, metric_id, period_kind, period_start, mall_id, dimension, dimension_value. Figures that
-- readers had as complete and that a later version changed, with the cause; rows of earlier versions are
-- carried along for ever.
{%- set figure_key = [
    'metric_id', 'period_kind', 'period_start', 'mall_id', 'dimension', 'dimension_value'
] %}
{%- set columns = ['version', 'previous_version'] + figure_key + [
    'unit', 'old_numerator', 'old_denominator', 'old_value', 'old_null_reason', 'new_numerator',
    'new_denominator', 'new_value', 'new_null_reason', 'cause', 'causes', 'reach', 'feeds',
    'ledger_seq_from', 'ledger_seq_to', 'as_of_date', 'run_id'
] %}

with previous_version as (
    select * from {{ source('control', 'previous_version') }}
),

run as (
    select * from {{ source('control', 'run') }}
),

told_before as (
    select
        previous_restatement.* replace (
            {{ cause_today('previous_restatement.cause') }} as cause,
            {{ cause_today('previous_restatement.causes') }} as causes
        )
    from {{ source('control', 'previous_restatement') }} as previous_restatement
    left join previous_version on previous_restatement.version = previous_version.next_version
    where previous_version.version is null
),

figure as (
    select * from {{ ref('int_restatement__figure') }}
),

-- What moved the figure most comes first.
answer as (
    select
        {{ figure_key | join(',\n        ') }},
        string_agg(cause, ',' order by moved_rank) as causes,
        first(cause order by moved_rank) as cause,
        first(reach order by moved_rank) as reach,
        first(feeds order by moved_rank) as feeds,
        first(ledger_seq_from order by moved_rank) as ledger_seq_from,
        first(ledger_seq_to order by moved_rank) as ledger_seq_to
    from (
        select
            *,
            row_number() over (
                partition by {{ figure_key | join(', ') }}
                order by
                    abs(delta_value) desc,
                    abs(delta_numerator) + abs(delta_denominator) desc,
                    {{ cause_rank('cause') }} asc
            ) as moved_rank
        from {{ ref('int_restatement__delta') }}
    ) as ranked
    group by {{ figure_key | join(', ') }}
),

told_now as (
    select
        previous_version.next_version as version,
        previous_version.version as previous_version,
        {{ prefixed('figure', figure_key) }},
        figure.unit,
        figure.old_numerator,
        figure.old_denominator,
        figure.old_value,
        figure.old_null_reason,
        figure.new_numerator,
        figure.new_denominator,
        figure.new_value,
        figure.new_null_reason,
        answer.cause,
        answer.causes,
        answer.reach,
        answer.feeds,
        answer.ledger_seq_from,
        answer.ledger_seq_to,
        run.as_of_date,
        run.run_id
    from figure
    inner join answer on {{ same_columns('figure', 'answer', figure_key) }}
    cross join previous_version
    cross join run
),

final as (
    select {{ columns | join(', ') }} from told_before
    union all
    select {{ columns | join(', ') }} from told_now
)

select * from final
order by version, {{ figure_key | join(', ') }}
