-- grain: leader_id, month_start. A leader's month: four parts with raw value, percentile within the
-- community's tier and weight, the score they make, and the dated state that low scores running lead to.
select
    leader_id,
    month_start,
    community_id,
    community_tier,
    declared_type,
    is_resource,
    is_social,
    is_service,
    concat_ws(
        ',',
        case when is_resource then 'resource' end,
        case when is_social then 'social' end,
        case when is_service then 'service' end
    ) as ruled_types,
    approved_on,
    orders,
    active_days,
    buyers,
    new_buyers,
    known_buyers,
    paid_fen,
    refund_fen,
    net_fen,
    ratings,
    stars,
    sales_value,
    sales_percentile,
    40 as sales_weight,
    growth_value,
    growth_percentile,
    20 as growth_weight,
    service_value,
    service_percentile,
    20 as service_weight,
    activity_value,
    activity_percentile,
    20 as activity_weight,
    known_weight,
    score,
    null_reason,
    is_low,
    low_months,
    state,
    state_since,
    warned_on,
    helped_on,
    replace_candidate_on,
    title,
    complaints,
    responses,
    response_minutes,
    trailing_ratings,
    case
        when trailing_ratings >= 10
            then cast(trailing_stars as double) / trailing_ratings
    end as trailing_rating,
    case
        when trailing_ratings < 10 then 'too_few'
    end as trailing_rating_null_reason
from "intermediate"."int_leader__standing"
order by leader_id, month_start
