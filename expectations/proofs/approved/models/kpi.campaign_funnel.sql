-- grain: campaign_id, step_no. The six steps of a campaign over its whole life, from exposure to redemption:
-- each with its rate over the step before, its rate over exposures, and a mark at the step that loses most.
with step as (
    
    select
        1 as step_no,
        'exposure' as step,
        'campaign_exposures' as metric_id,
        '' as rate_metric_id,
        '' as cumulative_metric_id
    union all
    select
        2 as step_no,
        'click' as step,
        'campaign_clicks' as metric_id,
        'campaign_click_rate' as rate_metric_id,
        'campaign_click_rate' as cumulative_metric_id
    union all
    select
        3 as step_no,
        'friend' as step,
        'campaign_friends' as metric_id,
        'campaign_friend_rate' as rate_metric_id,
        'campaign_friends_per_exposure' as cumulative_metric_id
    union all
    select
        4 as step_no,
        'sign_up' as step,
        'campaign_sign_ups' as metric_id,
        'campaign_sign_up_rate' as rate_metric_id,
        'campaign_sign_ups_per_exposure' as cumulative_metric_id
    union all
    select
        5 as step_no,
        'arrival' as step,
        'campaign_arrivals' as metric_id,
        'campaign_arrival_rate' as rate_metric_id,
        'campaign_arrivals_per_exposure' as cumulative_metric_id
    union all
    select
        6 as step_no,
        'redemption' as step,
        'campaign_redemptions' as metric_id,
        'campaign_redemption_rate' as rate_metric_id,
        'campaign_redemptions_per_exposure' as cumulative_metric_id
),

-- A campaign begins in one month, so one month holds its whole life.
figure as (
    select *
    from "kpi"."kpi_value"
    where period_kind = 'month' and dimension = 'campaign' and mall_id = 'ALL'
),

campaign as (
    select * from "intermediate"."int_campaign__calendar"
),

placed as (
    select
        counted.period_start as month_start,
        counted.dimension_value as campaign_id,
        campaign.mall_id,
        step.step_no,
        step.step,
        step.metric_id,
        counted.value,
        counted.null_reason,
        nullif(step.rate_metric_id, '') as rate_metric_id,
        rate.numerator as rate_numerator,
        rate.denominator as rate_denominator,
        rate.value as rate,
        rate.null_reason as rate_null_reason,
        nullif(step.cumulative_metric_id, '') as cumulative_metric_id,
        cumulative.numerator as cumulative_numerator,
        cumulative.denominator as cumulative_denominator,
        cumulative.value as cumulative_rate,
        cumulative.null_reason as cumulative_null_reason
    from figure as counted
    inner join step on counted.metric_id = step.metric_id
    left join campaign on counted.dimension_value = campaign.campaign_id
    left join figure as rate
        on
            counted.period_start = rate.period_start
            and counted.dimension_value = rate.dimension_value
            and step.rate_metric_id = rate.metric_id
    left join figure as cumulative
        on
            counted.period_start = cumulative.period_start
            and counted.dimension_value = cumulative.dimension_value
            and step.cumulative_metric_id = cumulative.metric_id
),

ranked as (
    select
        *,
        row_number() over (partition by campaign_id order by rate asc nulls last, step_no asc) as drop_rank
    from placed
)

select
    campaign_id,
    mall_id,
    month_start,
    step_no,
    step,
    metric_id,
    value,
    null_reason,
    rate_metric_id,
    rate_numerator,
    rate_denominator,
    rate,
    rate_null_reason,
    cumulative_metric_id,
    cumulative_numerator,
    cumulative_denominator,
    cumulative_rate,
    cumulative_null_reason,
    rate is not null and drop_rank = 1 as is_biggest_drop
from ranked
order by campaign_id, step_no
