-- One row per order_key and line_no: a product of a community order, of the latest file that delivers the
-- order. The order is the document: a later file replaces it whole. Numbers begin anew in each activity;
-- where the export names no activity, the time of payment tells orders of one number apart.


with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."groupbuy_order" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'groupbuy_order'
            and delivery.file_id = feed_row._file_id
),

keyed as (
    select
        *,
        md5(concat_ws(
        chr(31),
        activity,
        group_no,
        case
            when activity_from = 'default' then cast(coalesce(paid_at_utc, paid_at_local) as varchar)
        end
    )) as order_key,
        coalesce(
        paid_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', paid_at_local))
    ) as instant,
        -- A cell reads as name and count: 苹果 5斤 +2.
        regexp_extract(product, '^(.*?)\s*[+＋xX×*]\s*([0-9]{1,6})\s*[;；,，]?$', ['name', 'count']) as told
    from delivered
),

ordered as (
    select
        *,
        dense_rank() over (partition by order_key order by delivery_rank desc) as recency
    from keyed
),

final as (
    select
        order_key,
        line_no,
        activity,
        group_no,
        instant as paid_at,
        cast(timezone('Asia/Shanghai', timezone('UTC', instant)) - 0 * interval '1' hour as date) as business_date,
        coalesce(nullif(told['name'], ''), product) as product_name,
        sku_id,
        coalesce(quantity, try_cast(told['count'] as decimal(18, 4)), 1) as quantity,
        line_fen,
        order_fen,
        refund_fen,
        order_state,
        pickup_point,
        phone_hash,
        building_no,
        leader_id,
        delivered_on
    from ordered
    where recency = 1
)

select * from final
