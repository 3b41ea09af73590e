-- grain: coupon_code, state_at. An attempt to verify a coupon whose outcome is told, up to the as-of day:
-- how long it took and whether it failed. The first attempt of a shop's month says whether the shop's
-- failures are further from those of its mall than chance has it (requirement 165); shops with few attempts
-- are not judged.
with attempt as (
    select
        step.coupon_code,
        step.state_at,
        step.business_date,
        step.shop_id,
        step.mall_id,
        benefit.benefit_type,
        step.verify_ms / 1000 as seconds,
        not step.is_verified as is_failed,
        date_trunc('month', step.business_date) as month_start
    from "staging"."stg_benefit_ledger" as step
    left join "core"."dim_benefit" as benefit
        on step.benefit_id = benefit.benefit_id and benefit.is_last_known
    where
        step.state = 'redeemed' and step.is_verified is not null and step.business_date <= (select as_of_date from "control"."run")
),

counted as (
    select
        *,
        row_number() over (
            partition by shop_id, mall_id, month_start order by state_at, coupon_code
        ) as attempt_no,
        count(*) over of_shop as shop_attempts,
        avg(case when is_failed then 1.0 else 0.0 end) over of_shop as shop_rate,
        avg(case when is_failed then 1.0 else 0.0 end) over of_mall as mall_rate
    from attempt
    window
        of_shop as (partition by shop_id, mall_id, month_start),
        of_mall as (partition by mall_id, month_start)
),

judged as (
    select
        *,
        coalesce(
            shop_id is not null and attempt_no = 1
            and shop_attempts >= 20, false
        ) as is_shop_judged,
        abs(shop_rate - mall_rate)
        > 3.29 * sqrt(mall_rate * (1 - mall_rate) / shop_attempts) as is_far
    from counted
)

select
    coupon_code,
    state_at,
    business_date,
    shop_id,
    mall_id,
    benefit_type,
    seconds,
    is_failed,
    coalesce(seconds >= 5, false) as is_slow,
    is_shop_judged,
    is_shop_judged and is_far as is_shop_off
from judged
