-- grain: version, metric_id, period_kind, period_start, mall_id, dimension, dimension_value. Figures that
-- readers had as complete and that a later version changed, with the cause; rows of earlier versions are
-- carried along for ever.

with previous_version as (
    select * from "control"."previous_version"
),

run as (
    select * from "control"."run"
),

told_before as (
    select
        previous_restatement.* replace (
            replace(previous_restatement.cause, 'definition_changed', 'changed_definition') as cause,
            replace(previous_restatement.causes, 'definition_changed', 'changed_definition') as causes
        )
    from "control"."previous_restatement" as previous_restatement
    left join previous_version on previous_restatement.version = previous_version.next_version
    where previous_version.version is null
),

figure as (
    select * from "kpi"."int_restatement__figure"
),

-- What moved the figure most comes first.
answer as (
    select
        metric_id,
        period_kind,
        period_start,
        mall_id,
        dimension,
        dimension_value,
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
                partition by metric_id, period_kind, period_start, mall_id, dimension, dimension_value
                order by
                    abs(delta_value) desc,
                    abs(delta_numerator) + abs(delta_denominator) desc,
                    case cause
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
    end asc
            ) as moved_rank
        from "kpi"."int_restatement__delta"
    ) as ranked
    group by metric_id, period_kind, period_start, mall_id, dimension, dimension_value
),

told_now as (
    select
        previous_version.next_version as version,
        previous_version.version as previous_version,
        figure.metric_id, figure.period_kind, figure.period_start, figure.mall_id, figure.dimension, figure.dimension_value,
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
    inner join answer on figure.metric_id = answer.metric_id and figure.period_kind = answer.period_kind and figure.period_start = answer.period_start and figure.mall_id = answer.mall_id and figure.dimension = answer.dimension and figure.dimension_value = answer.dimension_value
    cross join previous_version
    cross join run
),

final as (
    select version, previous_version, metric_id, period_kind, period_start, mall_id, dimension, dimension_value, unit, old_numerator, old_denominator, old_value, old_null_reason, new_numerator, new_denominator, new_value, new_null_reason, cause, causes, reach, feeds, ledger_seq_from, ledger_seq_to, as_of_date, run_id from told_before
    union all
    select version, previous_version, metric_id, period_kind, period_start, mall_id, dimension, dimension_value, unit, old_numerator, old_denominator, old_value, old_null_reason, new_numerator, new_denominator, new_value, new_null_reason, cause, causes, reach, feeds, ledger_seq_from, ledger_seq_to, as_of_date, run_id from told_now
)

select * from final
order by version, metric_id, period_kind, period_start, mall_id, dimension, dimension_value
