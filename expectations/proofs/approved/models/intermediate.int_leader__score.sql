-- grain: leader_id, month_start. A leader's month among those of the community's tier: four parts with
-- their percentiles, equal values alike, and the score that their weights make of them. A part that nothing
-- is known of weighs nothing. `low_below` is the percentile of the tier's scores below which a score is
-- low.
with leader_month as (
    select
        *,
        null_reason is null as is_scored,
        cast(net_fen as double) as sales_value,
        cast(new_buyers as double) as growth_value,
        case
            when ratings >= 3 then cast(stars as double) / ratings
        end as service_value,
        case when known_buyers > 0 then cast(buyers as double) / known_buyers end as activity_value
    from "intermediate"."int_leader__month"
),

ranked as (
    select
        case
            when is_scored and sales_value is not null
                then 100 * cume_dist() over (
                        partition by community_tier, month_start, is_scored, sales_value is null
                        order by sales_value
                    )
        end as sales_percentile,
        case
            when is_scored and growth_value is not null
                then 100 * cume_dist() over (
                        partition by community_tier, month_start, is_scored, growth_value is null
                        order by growth_value
                    )
        end as growth_percentile,
        case
            when is_scored and service_value is not null
                then 100 * cume_dist() over (
                        partition by community_tier, month_start, is_scored, service_value is null
                        order by service_value
                    )
        end as service_percentile,
        case
            when is_scored and activity_value is not null
                then 100 * cume_dist() over (
                        partition by community_tier, month_start, is_scored, activity_value is null
                        order by activity_value
                    )
        end as activity_percentile,
        *
    from leader_month
),

scored as (
    select
        case when sales_percentile is not null then 40 else 0 end as sales_weight,
        40 * coalesce(sales_percentile, 0) as sales_part,
        case when growth_percentile is not null then 20 else 0 end as growth_weight,
        20 * coalesce(growth_percentile, 0) as growth_part,
        case when service_percentile is not null then 20 else 0 end as service_weight,
        20 * coalesce(service_percentile, 0) as service_part,
        case when activity_percentile is not null then 20 else 0 end as activity_weight,
        20 * coalesce(activity_percentile, 0) as activity_part,
        *
    from ranked
),

bounded as (
    select
        *,
        nullif(sales_weight + growth_weight + service_weight + activity_weight, 0) as known_weight,
        round(
            (sales_part + growth_part + service_part + activity_part)
            / nullif(sales_weight + growth_weight + service_weight + activity_weight, 0), 4
        ) as score
    from scored
),

final as (
    select
        leader_month_id,
        leader_id,
        month_start,
        month_end,
        community_id,
        community_tier,
        null_reason,
        sales_value,
        sales_percentile,
        growth_value,
        growth_percentile,
        service_value,
        service_percentile,
        activity_value,
        activity_percentile,
        known_weight,
        score,
        quantile_cont(score, 0.2) over (
            partition by community_tier, month_start
        ) as low_below
    from bounded
)

select
    *,
    score < low_below as is_low
from final
