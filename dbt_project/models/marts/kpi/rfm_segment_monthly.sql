-- grain: month_start, mall_id, segment. Members of each RFM segment at a month's end, their share and worth.
with scored_of_mall as (
    select
        cast(date_trunc('month', month_end) as date) as month_start,
        coalesce(mall_id, 'unknown') as mall_id,
        segment,
        member_uid,
        m
    from {{ ref('int_member__rfm_month_end') }}
    where is_month_end
),

scored as (
    select * from scored_of_mall
    union all
    select
        month_start,
        'ALL' as mall_id,
        segment,
        member_uid,
        m
    from scored_of_mall
),

counted as (
    select
        month_start,
        mall_id,
        segment,
        count(*) as numerator,
        sum(m) as spend_365d_fen
    from scored
    group by month_start, mall_id, segment
),

totalled as (
    select
        *,
        sum(numerator) over (partition by month_start, mall_id) as denominator
    from counted
)

select
    month_start,
    mall_id,
    segment,
    cast(numerator as bigint) as numerator,
    cast(denominator as bigint) as denominator,
    cast(numerator as double) / denominator as value,
    cast(spend_365d_fen as bigint) as spend_365d_fen
from totalled
order by month_start, mall_id, segment
