-- One row a figure that truth and the published store both have, at a grain that both have: every period that
-- is simulated whole, every mall, every split. `is_wrong`: told too early or too late, or another value, or
-- another numerator or denominator. A figure without a row is 0, or has an empty denominator.
with published as (
    select metric_id, period_kind, period_start, mall_id, dimension,
        if(dimension = 'all', null, dimension_value) as dimension_value, numerator, denominator, value,
        null_reason, as_of_date
    from store.kpi.kpi_value
),

shared as (
    select distinct metric_id, period_kind, dimension from published
    intersect
    select distinct metric_id, period_kind, dimension from truth
),

expected as (
    from truth
    where is_complete and (metric_id, period_kind, dimension) in (from shared)
),

observed as (
    from published
    where (metric_id, period_kind, dimension) in (from shared)
        and (period_kind, period_start) in (select (period_kind, period_start) from truth where is_complete)
),

met as (
    select
        coalesce(t.metric_id, o.metric_id) as metric_id,
        coalesce(t.period_kind, o.period_kind) as period_kind,
        coalesce(t.period_start, o.period_start) as period_start,
        coalesce(t.mall_id, o.mall_id) as mall_id,
        coalesce(t.dimension, o.dimension) as dimension,
        coalesce(t.dimension_value, o.dimension_value) as dimension_value,
        t.value as true_value,
        o.value as published_value,
        o.null_reason,
        coalesce(o.null_reason like 'immature%', false) as is_withheld,
        coalesce(t.matures_on > (select max(as_of_date) from published), false) as is_immature,
        t.denominator is not null and o.metric_id is not null
        and (t.numerator != o.numerator or t.denominator != o.denominator) as has_other_parts,
        abs(coalesce(t.value, 0) - coalesce(o.value, 0))
        > 1e-9 * greatest(1, abs(coalesce(t.value, 0))) as has_other_value,
        t.metric_id is null as is_untrue,
        o.metric_id is null as is_untold
    from expected as t
    full join observed as o
        on t.metric_id = o.metric_id and t.period_kind = o.period_kind and t.period_start = o.period_start
            and t.mall_id = o.mall_id and t.dimension = o.dimension
            and t.dimension_value is not distinct from o.dimension_value
)

select
    m.* exclude (is_withheld, is_immature, has_other_parts, has_other_value, is_untrue, is_untold),
    a.about,
    case
        -- nobody to wait for in a cohort of none
        when is_withheld then not is_immature and not is_untrue
        when is_immature then not is_untold
        else has_other_value or has_other_parts
    end as is_wrong
from met as m
inner join (select distinct metric_id, about from truth) as a using (metric_id)
