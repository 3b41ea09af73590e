-- grain: benefit_id, month_start. Coupons of a benefit by the state in which they stood at a month's end,
-- the last month ending with the as-of day; and what the month itself saw: coupons issued, redeemed, their
-- cost by bearer, the sales they brought, what a member got of them, and, so far, how many of those run out
-- were redeemed.
with month_end as (
    select * from "intermediate"."int_benefit__month_end"
),

move as (
    select
        benefit_id,
        month_start,
        state,
        1 as coupons
    from month_end
    union all
    select
        benefit_id,
        month_start,
        previous_state as state,
        -1 as coupons
    from month_end
    where previous_state is not null
),

redemption as (
    select
        fact.benefit_id,
        cast(date_trunc('month', fact.business_date) as date) as month_start,
        share.cost_fen,
        share.mall_fen,
        share.merchant_fen,
        share.platform_fen,
        fact.ticket_id,
        fact.attributed_fen,
        fact.halo_fen
    from "core"."fct_benefit" as fact
    left join "intermediate"."int_benefit__cost_share" as share
        on fact.coupon_code = share.source_key and share.source_feed = 'benefit_ledger'
    where fact.state = 'redeemed'
),

run_out as (
    select
        benefit_id,
        cast(date_trunc('month', matures_on) as date) as month_start,
        count(*) as coupons,
        count(*) filter (where is_redeemed_in_validity) as redeemed
    from "lifecycle"."int_benefit__coupon"
    where matures_on <= (select as_of_date from "control"."run")
    group by benefit_id, date_trunc('month', matures_on)
),

member_top as (
    select
        member_month.benefit_id,
        member_month.month_start,
        max(member_month.coupons) as max_member_coupons,
        max(member_month.spent_fen) as max_member_spent_fen,
        count(*) filter (
            where member_month.spent_fen > nullif(benefit.cap_member_month_fen, 0)
        ) as members_over_cap
    from "intermediate"."int_benefit__member_month" as member_month
    left join "core"."dim_benefit" as benefit
        on member_month.benefit_id = benefit.benefit_id and benefit.is_last_known
    group by member_month.benefit_id, member_month.month_start
),

moved as (
    select
        sum(coupons) filter (where state = 'issued') as issued,
        sum(coupons) filter (where state = 'claimed') as claimed,
        sum(coupons) filter (where state = 'redeemed') as redeemed,
        sum(coupons) filter (where state = 'expired') as expired,
        sum(coupons) filter (where state = 'cancelled') as cancelled,
        sum(coupons) filter (where state = 'refunded') as refunded,
        benefit_id,
        month_start
    from move
    group by benefit_id, month_start
),

given as (
    select
        benefit_id,
        month_start,
        count(*) as coupons
    from month_end
    where previous_state is null
    group by benefit_id, month_start
),

taken as (
    select
        sum(cost_fen) as cost_fen,
        sum(mall_fen) as mall_fen,
        sum(merchant_fen) as merchant_fen,
        sum(platform_fen) as platform_fen,
        sum(attributed_fen) as attributed_fen,
        sum(halo_fen) as halo_fen,
        benefit_id,
        month_start,
        count(*) as redemptions,
        count(ticket_id) as linked
    from redemption
    group by benefit_id, month_start
),

seen as (
    select
        benefit_id,
        month_start
    from moved
    union all
    select
        benefit_id,
        month_start
    from taken
),

bounds as (
    select
        benefit_id,
        min(month_start) as first_day
    from seen
    group by benefit_id
),

all_days as (
    select
        min(first_day) as first_day,
        (select as_of_date from "control"."run") as last_day
    from bounds
),

day as (
    select cast(day_at as date) as date_day
    from (
        select unnest(generate_series(first_day, last_day, interval 1 day)) as day_at
        from all_days
    ) as series
),

month as (
    select
        cast(date_trunc('month', date_day) as date) as month_start,
        max(date_day) as last_on
    from day
    group by date_trunc('month', date_day)
)

select
    bounds.benefit_id,
    month.month_start,
    month.last_on,
    case 'month'
        when 'day' then month.month_start
        when 'week' then (month.month_start + 6)
        else cast(last_day(month.month_start) as date)
    end <= (select as_of_date from "control"."run") as is_over,
    cast(coalesce(sum(moved.issued) over so_far, 0) as bigint) as state_issued,
    cast(coalesce(sum(moved.claimed) over so_far, 0) as bigint) as state_claimed,
    cast(coalesce(sum(moved.redeemed) over so_far, 0) as bigint) as state_redeemed,
    cast(coalesce(sum(moved.expired) over so_far, 0) as bigint) as state_expired,
    cast(coalesce(sum(moved.cancelled) over so_far, 0) as bigint) as state_cancelled,
    cast(coalesce(sum(moved.refunded) over so_far, 0) as bigint) as state_refunded,
    cast(coalesce(sum(given.coupons) over so_far, 0) as bigint) as issued,
    coalesce(given.coupons, 0) as issued_in_month,
    coalesce(taken.redemptions, 0) as redemptions,
    coalesce(taken.linked, 0) as linked,
    cast(coalesce(taken.cost_fen, 0) as bigint) as cost_fen,
    cast(coalesce(taken.mall_fen, 0) as bigint) as mall_fen,
    cast(coalesce(taken.merchant_fen, 0) as bigint) as merchant_fen,
    cast(coalesce(taken.platform_fen, 0) as bigint) as platform_fen,
    cast(coalesce(taken.attributed_fen, 0) as bigint) as attributed_fen,
    cast(coalesce(taken.halo_fen, 0) as bigint) as halo_fen,
    cast(coalesce(sum(run_out.coupons) over so_far, 0) as bigint) as run_out,
    cast(coalesce(sum(run_out.redeemed) over so_far, 0) as bigint) as run_out_redeemed,
    coalesce(member_top.members_over_cap, 0) as members_over_cap,
    cast(coalesce(member_top.max_member_coupons, 0) as bigint) as max_member_coupons,
    cast(coalesce(member_top.max_member_spent_fen, 0) as bigint) as max_member_spent_fen
from bounds
inner join month on bounds.first_day <= month.month_start
left join moved
    on bounds.benefit_id = moved.benefit_id and month.month_start = moved.month_start
left join given
    on bounds.benefit_id = given.benefit_id and month.month_start = given.month_start
left join taken
    on bounds.benefit_id = taken.benefit_id and month.month_start = taken.month_start
left join run_out
    on bounds.benefit_id = run_out.benefit_id and month.month_start = run_out.month_start
left join member_top
    on bounds.benefit_id = member_top.benefit_id and month.month_start = member_top.month_start
window so_far as (
    partition by bounds.benefit_id order by month.month_start
    rows between unbounded preceding and current row
)
