-- grain: coupon_code, month_start. The one state in which a coupon stood at the end of each month in which
-- it took a step, and the one before. A redemption stands until it is cancelled or refunded; else the coupon
-- is what ended it last (expired, cancelled, refunded), else claimed, else issued: who is told of only later
-- was issued all the same, and so was one whose verification failed. A coupon stays with the benefit that
-- its first step names.
with step as (
    select
        coupon_code,
        benefit_id,
        business_date,
        state_at,
        state,
        not coalesce(state = 'redeemed' and not is_verified, false) as counts,
        array_position(['issued', 'claimed', 'redeemed', 'expired', 'cancelled', 'refunded'], state) as place
    from "staging"."stg_benefit_ledger"
    where business_date <= (select as_of_date from "control"."run")
),

so_far as (
    select
        coupon_code,
        cast(date_trunc('month', business_date) as date) as month_start,
        first_value(benefit_id) over life as benefit_id,
        max(case when counts and state = 'redeemed' then state_at end) over life as redeemed_at,
        max(case when state in ('cancelled', 'refunded') then state_at end) over life as undone_at,
        max(
            case when state in ('expired', 'cancelled', 'refunded') then row(state_at, place, state) end
        ) over life as ended,
        max(case when state = 'claimed' then 1 end) over life = 1 as is_claimed,
        row_number() over (
            partition by coupon_code, date_trunc('month', business_date)
            order by business_date desc, state_at desc, place desc
        ) as step_from_end
    from step
    window life as (
        partition by coupon_code order by business_date, state_at, place
        rows between unbounded preceding and current row
    )
),

stood as (
    select
        coupon_code,
        month_start,
        benefit_id,
        case
            when redeemed_at > coalesce(undone_at, redeemed_at - interval 1 second) then 'redeemed'
            when ended is not null then ended[3]
            when is_claimed then 'claimed'
            else 'issued'
        end as state
    from so_far
    where step_from_end = 1
)

select
    coupon_code,
    month_start,
    benefit_id,
    state,
    lag(state) over (partition by coupon_code order by month_start) as previous_state
from stood
