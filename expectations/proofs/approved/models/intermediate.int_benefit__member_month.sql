-- grain: benefit_id, month_start, member_uid. What a known member got of a benefit in a month, and what
-- the member's redemptions of the month cost.
with holder as (
    select
        coupon_code,
        min(member_uid) as member_uid
    from "intermediate"."int_benefit__state"
    group by coupon_code
),

dealt as (
    select
        first_month.benefit_id,
        first_month.month_start,
        holder.member_uid,
        1 as coupons,
        0 as spent_fen
    from "intermediate"."int_benefit__month_end" as first_month
    inner join holder on first_month.coupon_code = holder.coupon_code
    where first_month.previous_state is null
    union all
    select
        benefit_id,
        cast(date_trunc('month', business_date) as date) as month_start,
        member_uid,
        0 as coupons,
        coalesce(cost_fen, 0) as spent_fen
    from "intermediate"."int_benefit__state"
    where state = 'redeemed'
)

select
    benefit_id,
    month_start,
    member_uid,
    cast(sum(coupons) as bigint) as coupons,
    cast(sum(spent_fen) as bigint) as spent_fen
from dealt
where member_uid is not null
group by benefit_id, month_start, member_uid
