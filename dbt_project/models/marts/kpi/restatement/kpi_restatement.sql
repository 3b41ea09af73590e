-- grain: version, metric_id, period_kind, period_start, mall_id, dimension, dimension_value. Figures that
-- readers had as complete and that a later version changed, with the cause; rows of earlier versions are
-- carried along for ever.
{%- set figure_key = [
    'metric_id', 'period_kind', 'period_start', 'mall_id', 'dimension', 'dimension_value'
] %}
{%- set cell_key = ['period_start', 'span_end', 'mall_id', 'counts'] %}
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

cell as (
    select distinct
        {{ cell_key | join(',\n        ') }},
        own_cause
    from figure
),

-- A cause of the figure's own stands first; beside it only what the period itself shows.
explained as (
    select
        cell.*,
        coalesce(cause_of_cell.cause, 'unexplained') as cause,
        coalesce(cause_of_cell.cause_rank, {{ cause_rank("'unexplained'") }}) as cause_rank,
        coalesce(cause_of_cell.reach_no, 4) as reach_no,
        cause_of_cell.feeds,
        cause_of_cell.ledger_seq_from,
        cause_of_cell.ledger_seq_to
    from cell
    left join cause_of_cell
        on
            {%- for column in cell_key %}
            cell.{{ column }} = cause_of_cell.{{ column }} and
            {%- endfor %}
            cell.own_cause is distinct from cause_of_cell.cause
            and (cell.own_cause is null or cause_of_cell.reach_no = 1)
    where cell.own_cause is null or cause_of_cell.cause is not null
    union all
    select
        cell.*,
        cell.own_cause as cause,
        0 as cause_rank,
        0 as reach_no,
        null as feeds,
        null as ledger_seq_from,
        null as ledger_seq_to
    from cell
    where cell.own_cause is not null
),

answer as (
    select
        {{ cell_key | join(',\n        ') }},
        coalesce(own_cause, '') as own_cause,
        string_agg(cause, ',' order by cause_rank) as causes,
        first(cause order by cause_rank) as cause,
        first(reach_no order by cause_rank) as reach_no,
        first(feeds order by cause_rank) as feeds,
        first(ledger_seq_from order by cause_rank) as ledger_seq_from,
        first(ledger_seq_to order by cause_rank) as ledger_seq_to
    from explained
    group by {{ cell_key | join(', ') }}, own_cause
),

told_now as (
    select
        previous_version.next_version as version,
        previous_version.version as previous_version,
        {%- for column in figure_key %}
        figure.{{ column }},
        {%- endfor %}
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
        case answer.reach_no
            when 0 then 'figure'
            when 1 then 'period'
            when 2 then 'member'
            when 3 then 'elsewhere'
            else 'none'
        end as reach,
        -- A feed that has come or gone is named by the reason for the figure that was, or is, not there.
        case
            when answer.own_cause in ('late_data', 'delivery_withdrawn')
                then replace(coalesce(figure.old_null_reason, figure.new_null_reason), 'feed_absent:', '')
            else answer.feeds
        end as feeds,
        answer.ledger_seq_from,
        answer.ledger_seq_to,
        run.as_of_date,
        run.run_id
    from figure
    inner join answer
        on
            {%- for column in cell_key %}
            figure.{{ column }} = answer.{{ column }} and
            {%- endfor %}
            coalesce(figure.own_cause, '') = answer.own_cause
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
