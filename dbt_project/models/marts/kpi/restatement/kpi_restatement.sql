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
    select previous_restatement.*
    from {{ source('control', 'previous_restatement') }} as previous_restatement
    left join previous_version on previous_restatement.version = previous_version.next_version
    where previous_version.version is null
),

figure as (
    select * from {{ ref('int_restatement__figure') }}
),

cause_of_cell as (
    select * from {{ ref('int_restatement__cause') }}
),

-- A cause of the figure's own stands first; beside it only what the period itself shows.
explained as (
    select
        figure.*,
        coalesce(cause_of_cell.cause, 'unexplained') as cause,
        coalesce(cause_of_cell.cause_rank, {{ cause_rank("'unexplained'") }}) as cause_rank,
        coalesce(cause_of_cell.reach_no, 4) as reach_no,
        cause_of_cell.feeds,
        cause_of_cell.ledger_seq_from,
        cause_of_cell.ledger_seq_to
    from figure
    left join cause_of_cell
        on
            figure.period_start = cause_of_cell.period_start
            and figure.span_end = cause_of_cell.span_end
            and figure.mall_id = cause_of_cell.mall_id
            and figure.own_cause is distinct from cause_of_cell.cause
            and (figure.own_cause is null or cause_of_cell.reach_no = 1)
    where figure.own_cause is null or cause_of_cell.cause is not null
    union all
    select
        figure.*,
        figure.own_cause as cause,
        0 as cause_rank,
        0 as reach_no,
        case
            when figure.own_cause <> 'definition_changed'
                then replace(coalesce(figure.old_null_reason, figure.new_null_reason), 'feed_absent:', '')
        end as feeds,
        null as ledger_seq_from,
        null as ledger_seq_to
    from figure
    where figure.own_cause is not null
),

ordered as (
    select
        *,
        row_number() over (
            partition by {{ figure_key | join(', ') }}
            order by cause_rank
        ) as place,
        string_agg(cause, ',' order by cause_rank) over (
            partition by {{ figure_key | join(', ') }}
        ) as causes
    from explained
),

told_now as (
    select
        previous_version.next_version as version,
        previous_version.version as previous_version,
        {%- for column in figure_key %}
        ordered.{{ column }},
        {%- endfor %}
        ordered.unit,
        ordered.old_numerator,
        ordered.old_denominator,
        ordered.old_value,
        ordered.old_null_reason,
        ordered.new_numerator,
        ordered.new_denominator,
        ordered.new_value,
        ordered.new_null_reason,
        ordered.cause,
        ordered.causes,
        case ordered.reach_no
            when 0 then 'figure'
            when 1 then 'period'
            when 2 then 'member'
            when 3 then 'elsewhere'
            else 'none'
        end as reach,
        ordered.feeds,
        ordered.ledger_seq_from,
        ordered.ledger_seq_to,
        run.as_of_date,
        run.run_id
    from ordered
    cross join previous_version
    cross join run
    where ordered.place = 1
),

final as (
    select {{ columns | join(', ') }} from told_before
    union all
    select {{ columns | join(', ') }} from told_now
)

select * from final
order by version, {{ figure_key | join(', ') }}
