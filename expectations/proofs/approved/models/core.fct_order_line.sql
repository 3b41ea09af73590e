-- One row per order_key and item up to the as-of day: an article of a community order, known by its
-- sku_id, else by its name. What was paid and refunded of the order is spread over its lines: by their
-- amounts where all of them have one, else by their quantities. Nothing counts of an order that was
-- cancelled. The building stays inside (stg_groupbuy_order): who is seen in it once would be known in it
-- in every week, so that no row of a person may name it.

with order_line as (
    select * from "staging"."stg_groupbuy_order__line" where business_date <= (select as_of_date from "control"."run")
),

placed_order as (
    select * from "staging"."stg_groupbuy_order"
),

product as (
    select
        name,
        min(sku_id) as sku_id
    from "core"."dim_product"
    where is_last_known
    group by name
    having count(distinct sku_id) = 1
),

pickup_point as (
    select * from "core"."dim_pickup_point" where is_last_known
),

leader as (
    select * from "core"."dim_leader" where is_last_known
),

phone as (
    select * from "identity"."int_identity__member_identifier" where identifier_type = 'phone'
),

item as (
    select
        order_line.order_key,
        coalesce(order_line.sku_id, product.sku_id, order_line.product_name, '-') as item,
        coalesce(order_line.sku_id, product.sku_id) as sku_id,
        min(order_line.product_name) as product_name,
        min(order_line.line_no) as line_no,
        sum(order_line.quantity) as quantity,
        cast(
            case when count(*) = count(order_line.line_fen) then sum(order_line.line_fen) end as bigint
        ) as line_fen
    from order_line
    left join product on order_line.product_name = product.name
    group by order_line.order_key, item, coalesce(order_line.sku_id, product.sku_id)
),

judged as (
    select
        *,
        bool_and(line_fen is not null and line_fen >= 0) over (partition by order_key)
        and sum(line_fen) over (partition by order_key) > 0 as is_by_amount,
        sum(greatest(quantity, 0)) over (partition by order_key) > 0 as is_by_quantity
    from item
),

weighed as (
    select
        *,
        case
            when is_by_amount then line_fen
            when is_by_quantity then greatest(quantity, 0)
            else 1
        end as weight
    from judged
),

summed as (
    select
        *,
        sum(weight) over (
            partition by order_key
            order by line_no, item
            rows between unbounded preceding and current row
        ) as weight_until,
        sum(weight) over (partition by order_key) as weight_total
    from weighed
),

final as (
    select
        summed.order_key,
        summed.item,
        summed.sku_id,
        summed.product_name,
        md5(concat_ws(chr(31), 'groupbuy_order', summed.order_key, 'sale')) as ticket_id,
        placed_order.order_no,
        placed_order.activity,
        phone.member_uid,
        placed_order.paid_at,
        placed_order.business_date,
        placed_order.is_cancelled,
        summed.quantity,
        summed.line_fen,
        case when placed_order.is_cancelled then 0 else cast(
        round(placed_order.order_fen * summed.weight_until / summed.weight_total)
        - round(placed_order.order_fen * (summed.weight_until - summed.weight) / summed.weight_total)
        as bigint
    ) end as paid_fen,
        case when placed_order.is_cancelled then 0 else cast(
        round(placed_order.refund_fen * summed.weight_until / summed.weight_total)
        - round(placed_order.refund_fen * (summed.weight_until - summed.weight) / summed.weight_total)
        as bigint
    ) end as refund_fen,
        coalesce(pickup_point.community_id, leader.community_id) as community_id,
        cast(null as varchar) as building_no,
        placed_order.building_no is not null as has_building,
        placed_order.pickup_point,
        pickup_point.pickup_point_id,
        coalesce(placed_order.leader_id, pickup_point.leader_id) as leader_id,
        case when placed_order.phone_hash is not null then 'phone' end as identifier_type,
        placed_order.phone_hash as identifier_hash,
        placed_order.delivered_on
    from summed
    inner join placed_order on summed.order_key = placed_order.order_key
    left join pickup_point on placed_order.pickup_point = pickup_point.pickup_point_id
    left join leader on placed_order.leader_id = leader.leader_id
    left join phone on 'phone' = phone.identifier_type
            and placed_order.phone_hash = phone.identifier_hash
            and coalesce(placed_order.paid_at, timestamp '9999-12-30') >= phone.valid_from
            and coalesce(placed_order.paid_at, timestamp '9999-12-30') < phone.valid_to
)

select * from final
