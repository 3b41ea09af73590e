-- One row per order_key and delivered_on: what a community order came to as that day's last file told it.
-- Whoever settles by a day has to know what was known by then; stg_groupbuy_order knows only the latest.
with delivered as (
    {{ delivered_rows('groupbuy_order') }}
),

keyed as (
    select
        *,
        {{ groupbuy_order_key() }} as order_key,
        {{ utc_instant('paid_at', "'" ~ var('default_timezone') ~ "'") }} as paid_at
    from delivered
),

ordered as (
    select
        *,
        row_number() over (
            partition by order_key, delivered_on order by delivery_rank desc, line_no asc
        ) as row_order
    from keyed
)

select
    order_key,
    delivered_on,
    {{ business_date('paid_at', "'" ~ var('default_timezone') ~ "'", 0) }} as business_date,
    leader_id,
    pickup_point,
    case
        when {{ groupbuy_is_cancelled() }} then 0
        else coalesce(order_fen, 0) - coalesce({{ groupbuy_refund_fen() }}, 0)
    end as net_fen
from ordered
where row_order = 1
