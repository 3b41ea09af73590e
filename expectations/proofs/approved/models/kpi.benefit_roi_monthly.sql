-- grain: benefit_id, month_start. What a benefit's month was and cost: coupons by state (which make up those
-- issued), cost by bearer, caps and what broke them, sales by redemption for each fen of cost beside what an
-- experiment found the campaign to bring, and whether the benefit is to be retired.
with monthly as (
    select * from "intermediate"."int_benefit__month"
),

benefit as (
    select * from "core"."dim_benefit" where is_last_known
),

feed_state as (
    select
        coalesce(bool_or(is_present) filter (where feed = 'pos_sales'), false) as has_tickets,
        coalesce(bool_or(is_present) filter (where feed = 'master_benefit'), false) as has_benefits
    from "control"."feed_state"
),

-- Of several experiments on one campaign the latest, of several arms the largest.
experiment as (
    select
        *,
        coalesce(cost_message_fen, 0) + coalesce(cost_discount_fen, 0) + coalesce(cost_fixed_fen, 0)
            as spent_fen,
        row_number() over (
            partition by campaign_id order by window_start desc, n_treat desc, experiment_id asc, arm asc
        ) as preference
    from "experiment"."result"
    where
        is_answer and metric_id = 'net_fen' and segment_id = 'all'
        and evidence in ('randomised', 'cluster_randomised')
        and campaign_id is not null
),

joined as (
    select
        monthly.*,
        benefit.name,
        coalesce(benefit.bearer, 'unknown') as bearer,
        experiment.experiment_id,
        case when experiment.invalid_reason is null then experiment.spent_fen end as increment_cost_fen,
        case when experiment.invalid_reason is null then experiment.incremental_gmv_fen end as increment_fen,
        case when experiment.invalid_reason is null then experiment.incremental_gmv_low_fen end
            as increment_low_fen,
        case when experiment.invalid_reason is null then experiment.incremental_gmv_high_fen end
            as increment_high_fen,
        experiment.invalid_reason,
        feed_state.has_tickets,
        feed_state.has_benefits
    from monthly
    left join benefit on monthly.benefit_id = benefit.benefit_id
    left join experiment
        on
            monthly.campaign_id = experiment.campaign_id and experiment.preference = 1
            and monthly.last_on >= experiment.window_start and monthly.month_start < experiment.window_end
    cross join feed_state
)

select
    benefit_id,
    month_start,
    name,
    campaign_id,
    coalesce(benefit_class, 'unknown') as benefit_class,
    coalesce(benefit_type, 'unknown') as benefit_type,
    bearer,
    is_over,
    issued,
    state_issued,
    state_claimed,
    state_redeemed,
    state_expired,
    state_cancelled,
    state_refunded,
    issued_in_month,
    quota,
    over_issued,
    redemptions,
    cost_fen,
    mall_fen as cost_mall_fen,
    merchant_fen as cost_merchant_fen,
    platform_fen as cost_platform_fen,
    run_out,
    run_out_redeemed,
    redemption_rate,
    rate_of,
    committed_fen,
    case
        when committed_fen is not null then null
        when not has_benefits then 'feed_absent:master_benefit'
        when unit_cost_fen is null then 'unknown_benefit'
        else 'too_few'
    end as committed_null_reason,
    cap_issue_fen,
    cap_member_month_fen,
    cap_month_fen,
    unit_cost_fen,
    max_member_spent_fen,
    max_member_committed_fen,
    members_over_cap,
    is_issue_breach,
    is_member_breach,
    is_month_breach,
    is_blocked,
    linked as redemptions_with_ticket,
    attributed_fen,
    halo_fen,
    roi,
    case
        when roi is not null then null
        when not has_benefits then 'feed_absent:master_benefit'
        when linked = 0 and not has_tickets then 'feed_absent:pos_sales'
        when redemptions < 30 then 'too_few'
        when linked = 0 then 'no_ticket'
        else 'empty_denominator'
    end as roi_null_reason,
    experiment_id,
    increment_fen as incremental_gmv_fen,
    increment_cost_fen as incremental_cost_fen,
    increment_fen / nullif(increment_cost_fen, 0) as incremental_ratio,
    increment_low_fen / nullif(increment_cost_fen, 0) as incremental_ratio_low,
    increment_high_fen / nullif(increment_cost_fen, 0) as incremental_ratio_high,
    case
        when increment_fen / nullif(increment_cost_fen, 0) is not null then null
        when experiment_id is null then 'no_control'
        when invalid_reason is not null then invalid_reason
        when increment_fen is null then 'no_estimate'
        else 'empty_denominator'
    end as incremental_null_reason,
    is_weak,
    is_to_retire
from joined
order by benefit_id, month_start
