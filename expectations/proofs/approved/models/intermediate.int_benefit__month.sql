-- grain: benefit_id, month_start. What a benefit's month is judged by: the cost that is to be expected of
-- the coupons issued in it (by the share of coupons run out that were redeemed, of the benefit, else of its
-- type), the three caps (one coupon, a member's month, the month) against what is expected and what was
-- paid, its sales for each fen of cost, and whether that has been too little for so many whole months
-- running that it is to be retired.
with counted as (
    select
        counted.*,
        benefit.campaign_id,
        benefit.benefit_class,
        benefit.benefit_type,
        benefit.unit_cost_fen,
        benefit.quota,
        -- 0: there is no cap.
        nullif(benefit.cap_issue_fen, 0) as cap_issue_fen,
        nullif(benefit.cap_member_month_fen, 0) as cap_member_month_fen,
        nullif(benefit.cap_month_fen, 0) as cap_month_fen,
        clock.mall_id
    from "intermediate"."int_benefit__month_count" as counted
    left join "core"."dim_benefit" as benefit
        on counted.benefit_id = benefit.benefit_id and benefit.is_last_known
    left join "staging"."stg_master__clock" as clock
        on counted.benefit_id = clock.object_id and clock.object_type = 'benefit'
),

pooled as (
    select
        *,
        sum(run_out) over of_type as run_out_of_type,
        sum(run_out_redeemed) over of_type as redeemed_of_type
    from counted
    window of_type as (partition by benefit_type, month_start)
),

rated as (
    select
        *,
        case
            when run_out >= 30 then 'benefit'
            when benefit_type is not null and run_out_of_type >= 30
                then 'type'
        end as rate_of
    from pooled
),

expected as (
    select
        *,
        case rate_of
            when 'benefit' then run_out_redeemed / run_out
            when 'type' then redeemed_of_type / run_out_of_type
        end as redemption_rate,
        case
            when redemptions >= 30 and cost_fen > 0 and linked > 0
                then attributed_fen / cost_fen
        end as roi
    from rated
),

committed as (
    select
        *,
        cast(round(issued_in_month * redemption_rate * unit_cost_fen) as bigint) as committed_fen,
        cast(round(max_member_coupons * redemption_rate * unit_cost_fen) as bigint)
            as max_member_committed_fen,
        greatest(issued - quota, 0) as over_issued,
        coalesce(is_over and roi < 5, false) as is_weak
    from expected
),

judged as (
    select
        *,
        coalesce(unit_cost_fen > cap_issue_fen and issued_in_month > 0, false) as is_issue_breach,
        coalesce(max_member_spent_fen > cap_member_month_fen, false)
        or coalesce(max_member_committed_fen > cap_member_month_fen, false) as is_member_breach,
        coalesce(cost_fen > cap_month_fen, false)
        or coalesce(committed_fen > cap_month_fen, false) as is_month_breach,
        sum(case when is_weak then 1 else 0 end) over (
            partition by benefit_id order by month_start
            rows between 1 preceding and current row
        ) as weak_months
    from committed
)

select
    benefit_id,
    month_start,
    concat_ws('|', benefit_id, cast(month_start as varchar)) as benefit_month_id,
    campaign_id,
    mall_id,
    benefit_class,
    benefit_type,
    last_on,
    is_over,
    issued,
    state_issued,
    state_claimed,
    state_redeemed,
    state_expired,
    state_cancelled,
    state_refunded,
    issued_in_month,
    redemptions,
    linked,
    cost_fen,
    mall_fen,
    merchant_fen,
    platform_fen,
    attributed_fen,
    halo_fen,
    unit_cost_fen,
    quota,
    over_issued,
    run_out,
    run_out_redeemed,
    rate_of,
    redemption_rate,
    committed_fen,
    cap_issue_fen,
    cap_member_month_fen,
    cap_month_fen,
    members_over_cap,
    max_member_spent_fen,
    max_member_committed_fen,
    is_issue_breach,
    is_member_breach,
    is_month_breach,
    is_issue_breach or is_member_breach or is_month_breach as is_blocked,
    roi,
    is_weak,
    weak_months = 2 as is_to_retire
from judged
