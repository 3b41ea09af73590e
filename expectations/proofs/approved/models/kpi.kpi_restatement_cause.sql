-- grain: version, metric_id, period_kind, period_start, mall_id, dimension, dimension_value, cause. By how
-- much each cause changed a restated figure, with the deliveries or lines of the ledger behind it; rows of
-- earlier versions are carried along for ever.

with previous_version as (
    select * from "control"."previous_version"
),

run as (
    select * from "control"."run"
),

told_before as (
    select previous_cause.*
    from "control"."previous_restatement_cause" as previous_cause
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
                partition by delta.metric_id, delta.period_kind, delta.period_start, delta.mall_id, delta.dimension, delta.dimension_value
                order by delta.stage, case delta.cause
        when 'changed_definition' then 1
        when 'changed_parameter' then 2
        when 'erasure' then 3
        when 'steward' then 4
        when 'identity_split' then 5
        when 'identity_merge' then 6
        when 'identity_binding' then 7
        when 'delivery_withdrawn' then 8
        when 'corrected_delivery' then 9
        when 'late_data' then 10
        when 'unexplained' then 11
    end
            ) as integer
        ) as step_no,
        run.as_of_date,
        run.run_id
    from "kpi"."int_restatement__delta" as delta
    cross join previous_version
    cross join run
),

final as (
    select version, previous_version, metric_id, period_kind, period_start, mall_id, dimension, dimension_value, cause, step_no, delta_numerator, delta_denominator, delta_value, reach, feeds, deliveries, file_ids, ledger_lines, ledger_seqs, changed, as_of_date, run_id from told_before
    union all
    select version, previous_version, metric_id, period_kind, period_start, mall_id, dimension, dimension_value, cause, step_no, delta_numerator, delta_denominator, delta_value, reach, feeds, deliveries, file_ids, ledger_lines, ledger_seqs, changed, as_of_date, run_id from told_now
)

select * from final
order by version, metric_id, period_kind, period_start, mall_id, dimension, dimension_value, cause
