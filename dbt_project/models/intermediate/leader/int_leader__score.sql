-- grain: leader_id, month_start. A leader's month among those of the community's tier: four parts with
-- their percentiles, equal values alike, and the score that their weights make of them. A part that nothing
-- is known of weighs nothing. `low_below` is the percentile of the tier's scores below which a score is
-- low.
{%- set parts = {
    'sales': var('leader_weight_sales'),
    'growth': var('leader_weight_growth'),
    'service': var('leader_weight_service'),
    'activity': var('leader_weight_activity'),
} %}
with leader_month as (
    select
        *,
        null_reason is null as is_scored,
        cast(net_fen as double) as sales_value,
        cast(new_buyers as double) as growth_value,
        case
            when ratings >= {{ var('leader_score_min_ratings') }} then cast(stars as double) / ratings
        end as service_value,
        case when known_buyers > 0 then cast(buyers as double) / known_buyers end as activity_value
    from {{ ref('int_leader__month') }}
),

ranked as (
    select
        {%- for name in parts %}
        case
            when is_scored and {{ name }}_value is not null
                then 100 * cume_dist() over (
                        partition by community_tier, month_start, is_scored, {{ name }}_value is null
                        order by {{ name }}_value
                    )
        end as {{ name }}_percentile,
        {%- endfor %}
        *
    from leader_month
),

scored as (
    select
        {%- for name, weight in parts.items() %}
        case when {{ name }}_percentile is not null then {{ weight }} else 0 end as {{ name }}_weight,
        {{ weight }} * coalesce({{ name }}_percentile, 0) as {{ name }}_part,
        {%- endfor %}
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
        {%- for name in parts %}
        {{ name }}_value,
        {{ name }}_percentile,
        {%- endfor %}
        known_weight,
        score,
        quantile_cont(score, {{ var('leader_low_percentile') }}) over (
            partition by community_tier, month_start
        ) as low_below
    from bounded
)

select
    *,
    score < low_below as is_low
from final
