-- grain: leader_id, business_date. What a leader sees of himself, day by day: sales, commission of the
-- month to date, what buyers say. Only his own: no row holds anything of another leader.
with day as (
    select * from "intermediate"."int_leader__day"
),

bounds as (
    select
        min(business_date) as first_day,
        (select as_of_date from "control"."run") as last_day
    from day
),

calendar as (
    select cast(day_at as date) as date_day
    from (
        select unnest(generate_series(first_day, last_day, interval 1 day)) as day_at
        from bounds
    ) as series
),

leader as (
    select
        leader_id,
        cast(timezone('Asia/Shanghai', timezone('UTC', approved_at)) - 0 * interval '1' hour as date) as approved_on,
        cast(timezone('Asia/Shanghai', timezone('UTC', left_at)) - 0 * interval '1' hour as date) as left_on
    from "core"."dim_leader"
    where is_last_known and approved_at is not null
),

served as (
    select
        leader.leader_id,
        calendar.date_day as business_date
    from leader
    inner join calendar
        on
            leader.approved_on <= calendar.date_day
            and (leader.left_on is null or leader.left_on >= calendar.date_day)
    union
    select
        leader_id,
        business_date
    from day
),

summed as (
    select
        served.leader_id,
        served.business_date,
        coalesce(day.orders, 0) as orders,
        coalesce(day.buyers, 0) as buyers,
        coalesce(day.new_buyers, 0) as new_buyers,
        coalesce(day.refunded_orders, 0) as refunded_orders,
        coalesce(day.paid_fen, 0) as paid_fen,
        coalesce(day.refund_fen, 0) as refund_fen,
        coalesce(day.net_fen, 0) as net_fen,
        coalesce(day.ratings, 0) as ratings,
        coalesce(day.stars, 0) as stars,
        coalesce(day.complaints, 0) as complaints,
        coalesce(day.responses, 0) as responses,
        cast(sum(coalesce(day.net_fen, 0)) over (
            partition by served.leader_id, date_trunc('month', served.business_date)
            order by served.business_date rows between unbounded preceding and current row
        ) as bigint) as month_net_fen
    from served
    left join day on served.leader_id = day.leader_id and served.business_date = day.business_date
),

tier as (
    select
        row_number() over (order by from_fen) as tier_no,
        tier,
        from_fen,
        lead(from_fen) over (order by from_fen) as to_fen,
        rate_bp
    from (
        select
            split_part(told, ':', 1) as tier,
            cast(split_part(told, ':', 2) as bigint) as from_fen,
            cast(split_part(told, ':', 3) as bigint) as rate_bp
        from (select unnest(string_split('base:0:800,silver:200000:1000,gold:1000000:1200', ',')) as told) as tier_text
    ) as tier_part
),

earned as (
    select
        summed.leader_id,
        summed.business_date,
        sum(greatest(least(summed.month_net_fen, coalesce(tier.to_fen, summed.month_net_fen)) - tier.from_fen, 0) * tier.rate_bp) as base_times_rate
    from summed
    cross join tier
    group by summed.leader_id, summed.business_date
)

select
    summed.leader_id,
    summed.business_date,
    summed.orders,
    summed.buyers,
    summed.new_buyers,
    summed.paid_fen,
    summed.refunded_orders,
    summed.refund_fen,
    summed.net_fen,
    summed.month_net_fen,
    cast((earned.base_times_rate + 5000) // 10000 as bigint) as month_commission_fen,
    summed.ratings,
    summed.stars,
    summed.complaints,
    summed.responses
from summed
inner join earned on summed.leader_id = earned.leader_id and summed.business_date = earned.business_date
order by summed.leader_id, summed.business_date
