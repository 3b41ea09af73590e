-- One row per metric_id, period_kind, period_start, mall_id, dimension and dimension_value: a figure that
-- readers had as complete and that is another one now, also one that has come or gone.

with previous_version as (
    select * from "control"."previous_version"
),

run as (
    select * from "control"."run"
),

old as (
    select * from "control"."previous_value"
),

new as (
    select * from "kpi"."kpi_value"
),

metric as (
    select * from "control"."metric_registry"
),

traced as (
    select distinct
        metric_id,
        own_cause
    from "control"."restated_metric"
),

-- Windows that end with the data's own day (a coupon's validity) end on no day that the registry knows.
open_window as (
    select distinct metric_id
    from "control"."metric_observation"
    where matures_on is not null
),

-- A metric that readers did not have yet restates nothing.
known_metric as (
    select
        metric_id,
        max(definition_hash) as old_definition_hash
    from old
    group by metric_id
),

-- Whether a row that was not there would have been complete: as the undivided figure of all malls was.
undivided as (
    select
        metric_id,
        period_kind,
        period_start,
        is_mature
    from old
    where mall_id = 'ALL' and dimension = 'all'
),

changed as (
    select
        coalesce(new.metric_id, old.metric_id) as metric_id,
        coalesce(new.period_kind, old.period_kind) as period_kind,
        coalesce(new.period_start, old.period_start) as period_start,
        coalesce(new.mall_id, old.mall_id) as mall_id,
        coalesce(new.dimension, old.dimension) as dimension,
        coalesce(new.dimension_value, old.dimension_value) as dimension_value,
        coalesce(new.unit, old.unit) as unit,
        old.numerator as old_numerator,
        old.denominator as old_denominator,
        old.value as old_value,
        old.null_reason as old_null_reason,
        old.is_mature as old_is_mature,
        new.numerator as new_numerator,
        new.denominator as new_denominator,
        new.value as new_value,
        new.null_reason as new_null_reason,
        new.is_mature as new_is_mature
    from new
    full outer join old
        on
            new.metric_id = old.metric_id
            and new.period_kind = old.period_kind
            and new.period_start = old.period_start
            and new.mall_id = old.mall_id
            and new.dimension = old.dimension
            and new.dimension_value = old.dimension_value
    where
        not (
        old.numerator is not distinct from new.numerator
        and old.denominator is not distinct from new.denominator
        and old.null_reason is not distinct from new.null_reason
        and (
            (old.value is null and new.value is null)
            or coalesce(
                abs(old.value - new.value)
                <= 1e-9 * greatest(1, abs(old.value), abs(new.value)),
                false
            )
        )
    )
        and not (old.metric_id is null and (
        coalesce(new.numerator, 0) = 0
        and coalesce(new.denominator, 0) = 0
        and coalesce(new.value, 0) = 0
    ))
        and not (new.metric_id is null and (
        coalesce(old.numerator, 0) = 0
        and coalesce(old.denominator, 0) = 0
        and coalesce(old.value, 0) = 0
    ))
),

placed as (
    select
        changed.*,
        coalesce(metric.definition_hash <> known_metric.old_definition_hash, true) as is_defined_anew,
        previous_version.as_of_date as old_as_of_date,
        previous_version.data_through as old_data_through,
        run.as_of_date,
        case changed.period_kind
        when 'day' then changed.period_start
        when 'week' then (changed.period_start + 6)
        else cast(last_day(changed.period_start) as date)
    end as period_end,
        coalesce(metric.matures_after_days, 0) as matures_after_days,
        coalesce(metric.counts, 'both') as counts,
        open_window.metric_id is not null as is_window_open,
        coalesce(changed.old_is_mature, undivided.is_mature) as was_mature,
        coalesce(changed.old_null_reason, '') = coalesce(changed.new_null_reason, '') as is_reason_same,
        traced.metric_id is not null as is_traced,
        traced.own_cause as traced_cause
    from changed
    inner join known_metric on changed.metric_id = known_metric.metric_id
    left join metric on changed.metric_id = metric.metric_id
    left join open_window on changed.metric_id = open_window.metric_id
    left join traced on changed.metric_id = traced.metric_id
    left join undivided
        on
            changed.metric_id = undivided.metric_id
            and changed.period_kind = undivided.period_kind
            and changed.period_start = undivided.period_start
    cross join previous_version
    cross join run
),

complete as (
    select
        *,
        case
            when is_window_open then as_of_date else (period_end + matures_after_days)
        end as span_end
    from placed
    where
        coalesce(was_mature, (period_end + matures_after_days) <= old_as_of_date)
        and period_end < old_data_through
        -- Looking from an earlier day than readers do, periods are open again: that restates nothing.
        and not (as_of_date < old_as_of_date and not coalesce(new_is_mature, false))
),

final as (
    select
        metric_id,
        period_kind,
        period_start,
        mall_id,
        dimension,
        dimension_value,
        unit,
        span_end,
        -- Events by what their members were are of members, too.
        case
            when counts = 'events' and dimension in ('layer', 'stage', 'rfm_segment') then 'both' else counts
        end as counts,
        old_numerator,
        old_denominator,
        old_value,
        old_null_reason,
        new_numerator,
        new_denominator,
        new_value,
        new_null_reason,
        case
            when is_defined_anew then coalesce(traced_cause, 'changed_definition')
            when is_reason_same then traced_cause
            when old_null_reason like 'feed_absent:%' then 'late_data'
            when new_null_reason like 'feed_absent:%' then 'delivery_withdrawn'
        end as own_cause,
        is_traced
    from complete
)

select * from final
