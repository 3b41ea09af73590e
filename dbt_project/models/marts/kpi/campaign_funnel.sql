-- grain: campaign_id, step_no. The six steps of a campaign over its whole life, from exposure to redemption:
-- each with its rate over the step before, its rate over exposures, and a mark at the step that loses most.
{%- set steps = [
    ('exposure', 'campaign_exposures', '', ''),
    ('click', 'campaign_clicks', 'campaign_click_rate', 'campaign_click_rate'),
    ('friend', 'campaign_friends', 'campaign_friend_rate', 'campaign_friends_per_exposure'),
    ('sign_up', 'campaign_sign_ups', 'campaign_sign_up_rate', 'campaign_sign_ups_per_exposure'),
    ('arrival', 'campaign_arrivals', 'campaign_arrival_rate', 'campaign_arrivals_per_exposure'),
    ('redemption', 'campaign_redemptions', 'campaign_redemption_rate', 'campaign_redemptions_per_exposure'),
] %}
with step as (
    {%- for step, metric_id, rate_id, cumulative_id in steps %}
    {{ 'union all' if not loop.first }}
    select
        {{ loop.index }} as step_no,
        '{{ step }}' as step,
        '{{ metric_id }}' as metric_id,
        '{{ rate_id }}' as rate_metric_id,
        '{{ cumulative_id }}' as cumulative_metric_id
    {%- endfor %}
),

-- A campaign begins in one month, so one month holds its whole life.
figure as (
    select *
    from {{ ref('kpi_value') }}
    where period_kind = 'month' and dimension = 'campaign' and mall_id = 'ALL'
),

campaign as (
    select * from {{ ref('int_campaign__calendar') }}
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
