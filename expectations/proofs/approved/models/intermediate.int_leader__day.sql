-- grain: leader_id, business_date. What a leader sold and was told on a day: orders by the day of payment,
-- less what was ever refunded of them; ratings by the day on which they were given.
with placed_order as (
    select * from "intermediate"."int_leader__order"
),

rating as (
    select
        coalesce(order_rating.leader_id, placed_order.leader_id) as leader_id,
        order_rating.business_date,
        order_rating.stars,
        order_rating.is_complaint,
        date_diff('minute', order_rating.rated_at, order_rating.responded_at) as response_minutes
    from "staging"."stg_order_rating" as order_rating
    left join placed_order on order_rating.order_no = placed_order.order_no
    where order_rating.business_date <= (select as_of_date from "control"."run")
),

sold as (
    select
        leader_id,
        business_date,
        count(*) as orders,
        count(distinct buyer_id) as buyers,
        sum(case when is_first_of_buyer then 1 else 0 end) as new_buyers,
        sum(case when refund_fen > 0 then 1 else 0 end) as refunded_orders,
        sum(paid_fen) as paid_fen,
        sum(refund_fen) as refund_fen,
        sum(net_fen) as net_fen
    from placed_order
    where not is_cancelled
    group by leader_id, business_date
),

rated as (
    select
        leader_id,
        business_date,
        count(stars) as ratings,
        coalesce(sum(stars), 0) as stars,
        sum(case when is_complaint then 1 else 0 end) as complaints,
        count(response_minutes) as responses,
        coalesce(sum(response_minutes), 0) as response_minutes
    from rating
    where leader_id is not null
    group by leader_id, business_date
)

select
    coalesce(sold.leader_id, rated.leader_id) as leader_id,
    coalesce(sold.business_date, rated.business_date) as business_date,
    cast(coalesce(sold.orders, 0) as bigint) as orders,
    cast(coalesce(sold.buyers, 0) as bigint) as buyers,
    cast(coalesce(sold.new_buyers, 0) as bigint) as new_buyers,
    cast(coalesce(sold.refunded_orders, 0) as bigint) as refunded_orders,
    cast(coalesce(sold.paid_fen, 0) as bigint) as paid_fen,
    cast(coalesce(sold.refund_fen, 0) as bigint) as refund_fen,
    cast(coalesce(sold.net_fen, 0) as bigint) as net_fen,
    cast(coalesce(rated.ratings, 0) as bigint) as ratings,
    cast(coalesce(rated.stars, 0) as bigint) as stars,
    cast(coalesce(rated.complaints, 0) as bigint) as complaints,
    cast(coalesce(rated.responses, 0) as bigint) as responses,
    cast(coalesce(rated.response_minutes, 0) as bigint) as response_minutes
from sold
full outer join rated
    on sold.leader_id = rated.leader_id and sold.business_date = rated.business_date
