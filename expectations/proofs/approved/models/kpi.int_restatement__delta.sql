-- grain: metric_id, period_kind, period_start, mall_id, dimension, dimension_value, cause. By how much each
-- cause changed a figure: the steps of its tracing, and what they leave over, which comes last (stage 99).
-- They add up to the difference; a figure that was not there, or cannot be known, counts as 0.

with figure as (
    select * from "kpi"."int_restatement__figure"
),

delta as (
    select * from "control"."restated_delta"
),

traced as (
    select * from "control"."restated_metric"
),

evidence as (
    select * from "control"."restated_evidence"
),

ranked_cause as (
    select
        *,
        row_number() over (
            partition by period_start, span_end, mall_id, counts order by cause_rank
        ) as nearness_rank
    from "kpi"."int_restatement__cause"
),

nearest_cause as (
    select * from ranked_cause where nearness_rank = 1
),

forgotten as (
    select
        'erasure' as cause,
        count(*) as ledger_lines,
        min(identity_ledger.seq) as ledger_seq_from,
        max(identity_ledger.seq) as ledger_seq_to
    from "core"."identity_ledger" as identity_ledger
    inner join "control"."previous_version" as previous_version
        on identity_ledger.seq > previous_version.ledger_seq
    where identity_ledger.op = 'forget'
),

-- A step without a cause is the figure's own: it differs on the very tables of before.
step as (
    select
        figure.metric_id, figure.period_kind, figure.period_start, figure.mall_id, figure.dimension, figure.dimension_value,
        coalesce(delta.cause, figure.own_cause, 'unexplained') as cause,
        delta.stage,
        delta.delta_numerator,
        delta.delta_denominator,
        delta.delta_value
    from figure
    inner join delta on figure.metric_id = delta.metric_id and figure.period_kind = delta.period_kind and figure.period_start = delta.period_start and figure.mall_id = delta.mall_id and figure.dimension = delta.dimension and figure.dimension_value = delta.dimension_value
),

stepped as (
    select
        metric_id,
        period_kind,
        period_start,
        mall_id,
        dimension,
        dimension_value,
        sum(delta_numerator) as delta_numerator,
        sum(delta_denominator) as delta_denominator,
        sum(delta_value) as delta_value
    from step
    group by metric_id, period_kind, period_start, mall_id, dimension, dimension_value
),

rest as (
    select
        figure.metric_id, figure.period_kind, figure.period_start, figure.mall_id, figure.dimension, figure.dimension_value,
        coalesce(
            figure.own_cause,
            case when not figure.is_traced then nearest_cause.cause end,
            'unexplained'
        ) as cause,
        99 as stage,
        coalesce(figure.new_numerator, 0) - coalesce(figure.old_numerator, 0)
        - coalesce(stepped.delta_numerator, 0) as delta_numerator,
        coalesce(figure.new_denominator, 0) - coalesce(figure.old_denominator, 0)
        - coalesce(stepped.delta_denominator, 0) as delta_denominator,
        coalesce(figure.new_value, 0) - coalesce(figure.old_value, 0)
        - coalesce(stepped.delta_value, 0) as delta_value,
        stepped.metric_id is null as is_all,
        greatest(1, abs(coalesce(figure.old_value, 0)), abs(coalesce(figure.new_value, 0))) as magnitude
    from figure
    left join stepped on figure.metric_id = stepped.metric_id and figure.period_kind = stepped.period_kind and figure.period_start = stepped.period_start and figure.mall_id = stepped.mall_id and figure.dimension = stepped.dimension and figure.dimension_value = stepped.dimension_value
    left join nearest_cause
        on figure.period_start = nearest_cause.period_start and figure.span_end = nearest_cause.span_end and figure.mall_id = nearest_cause.mall_id and figure.counts = nearest_cause.counts
),

told_by_step as (
    select * from step
    union all
    select * exclude (is_all, magnitude)
    from rest
    where is_all or delta_numerator <> 0 or delta_denominator <> 0 or abs(delta_value) > 1e-9 * magnitude
),

told as (
    select
        metric_id,
        period_kind,
        period_start,
        mall_id,
        dimension,
        dimension_value,
        cause,
        min(stage) as stage,
        sum(delta_numerator) as delta_numerator,
        sum(delta_denominator) as delta_denominator,
        sum(delta_value) as delta_value
    from told_by_step
    group by metric_id, period_kind, period_start, mall_id, dimension, dimension_value, cause
),

-- A ratio of two semantic models has evidence on both: the one with more of it speaks.
evidence_of_both as (
    select
        told.metric_id, told.period_kind, told.period_start, told.mall_id, told.dimension, told.dimension_value,
        told.cause,
        traced.changed,
        evidence.rung,
        evidence.feeds,
        evidence.deliveries,
        evidence.file_ids,
        evidence.ledger_lines,
        evidence.ledger_seqs,
        evidence.ledger_seq_from,
        evidence.ledger_seq_to,
        row_number() over (
            partition by told.metric_id, told.period_kind, told.period_start, told.mall_id, told.dimension, told.dimension_value, told.cause
            order by
                evidence.rung asc nulls last,
                evidence.deliveries + evidence.ledger_lines desc nulls last,
                traced.semantic_model asc
        ) as weight_rank
    from told
    inner join traced on told.metric_id = traced.metric_id
    left join evidence
        on
            traced.semantic_model = evidence.semantic_model
            and told.cause = evidence.cause
            and coalesce(evidence.period_kind, told.period_kind) = told.period_kind
            and coalesce(evidence.period_start, told.period_start) = told.period_start
            and coalesce(evidence.mall_id, told.mall_id) = told.mall_id
),

evident as (
    select * from evidence_of_both where weight_rank = 1
),

final as (
    select
        told.metric_id, told.period_kind, told.period_start, told.mall_id, told.dimension, told.dimension_value,
        told.cause,
        told.stage,
        cast(told.delta_numerator as bigint) as delta_numerator,
        cast(told.delta_denominator as bigint) as delta_denominator,
        told.delta_value,
        case
            when told.cause = 'unexplained' then 'none'
            when evident.rung in (1, 2) then 'record'
            when evident.rung in (4, 5) then 'period'
            when evident.rung in (3, 7) then 'member'
            when evident.rung = 6 then 'code'
            when evident.rung is not null then 'elsewhere'
            when figure.is_traced or figure.own_cause = told.cause then 'figure'
            when nearest_cause.reach_no = 1 then 'period'
            when nearest_cause.reach_no = 2 then 'member'
            else 'elsewhere'
        end as reach,
        -- A feed that has come or gone is named by the reason for the figure that was, or is, not there.
        case
            when
                figure.own_cause in ('late_data', 'delivery_withdrawn') and figure.own_cause = told.cause
                then replace(coalesce(figure.old_null_reason, figure.new_null_reason), 'feed_absent:', '')
            when figure.is_traced then evident.feeds
            when nearest_cause.cause = told.cause then nearest_cause.feeds
        end as feeds,
        evident.deliveries,
        evident.file_ids,
        coalesce(evident.ledger_lines, forgotten.ledger_lines) as ledger_lines,
        evident.ledger_seqs,
        coalesce(
            evident.ledger_seq_from,
            forgotten.ledger_seq_from,
            case when nearest_cause.cause = told.cause then nearest_cause.ledger_seq_from end
        ) as ledger_seq_from,
        coalesce(
            evident.ledger_seq_to,
            forgotten.ledger_seq_to,
            case when nearest_cause.cause = told.cause then nearest_cause.ledger_seq_to end
        ) as ledger_seq_to,
        case
            when told.cause in ('changed_parameter', 'changed_definition') then evident.changed
        end as changed
    from told
    inner join figure on told.metric_id = figure.metric_id and told.period_kind = figure.period_kind and told.period_start = figure.period_start and told.mall_id = figure.mall_id and told.dimension = figure.dimension and told.dimension_value = figure.dimension_value
    left join evident
        on told.metric_id = evident.metric_id and told.period_kind = evident.period_kind and told.period_start = evident.period_start and told.mall_id = evident.mall_id and told.dimension = evident.dimension and told.dimension_value = evident.dimension_value and told.cause = evident.cause
    left join forgotten on told.cause = forgotten.cause
    left join nearest_cause
        on
            figure.period_start = nearest_cause.period_start and figure.span_end = nearest_cause.span_end and figure.mall_id = nearest_cause.mall_id and figure.counts = nearest_cause.counts
            and not figure.is_traced
)

select * from final
