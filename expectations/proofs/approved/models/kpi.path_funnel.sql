-- grain: month_start, mall_id, path_type. The paths to membership that persons of a month went, and how many
-- joined.
with monthly as (
    select *
    from "kpi"."kpi_value"
    where period_kind = 'month' and dimension in ('all', 'path_type')
),

walked as (
    select * from monthly where metric_id = 'path_persons'
),

converted as (
    select * from monthly where metric_id = 'path_join_rate'
)

select
    walked.period_start as month_start,
    walked.mall_id,
    walked.dimension_value as path_type,
    walked.value as persons,
    converted.numerator as joined_persons,
    converted.denominator as rate_denominator,
    converted.value as join_rate,
    walked.is_mature,
    coalesce(walked.null_reason, converted.null_reason) as null_reason
from walked
left join converted
    on
        walked.period_start = converted.period_start
        and walked.mall_id = converted.mall_id
        and walked.dimension = converted.dimension
        and walked.dimension_value = converted.dimension_value
order by month_start, mall_id, path_type
