-- One row per ticket_id up to the as-of day: a sale or a return that no till told: payments that go with
-- no till ticket, vouchers of platforms, community orders. A voucher whose cancellation has a time is a
-- sale and a return; one without a time was never sold. Refunds of orders name no day and count on the
-- order's own.

with own_payment as (
    select
        payment.*,
        same_ticket.kept_ticket_id as ticket_id
    from "intermediate"."int_payment__payment" as payment
    inner join "intermediate"."int_purchase__same_ticket" as same_ticket
        on
            payment.source_feed = same_ticket.source_feed
            and payment.source_key = same_ticket.source_key
    where same_ticket.kept_feed <> 'pos_sales'
),

voucher as (
    select * from "intermediate"."int_purchase__voucher"
    where paid_fen is not null and (state = 'verified' or cancelled_at is not null)
),

groupbuy as (
    select
        *,
        'groupbuy_order' as source_feed,
        order_key as source_key
    from "staging"."stg_groupbuy_order"
    where paid_at is not null and not is_cancelled and business_date <= (select as_of_date from "control"."run")
),

told as (
    select
        ticket_id,
        source_feed,
        source_key,
        payment_kind as ticket_kind,
        shop_id,
        shop_category,
        mall_id,
        paid_at as sold_at,
        business_date,
        coalesce(merchant_order_no, transaction_id) as ticket_no,
        case payment_kind when 'return' then -amount_fen else amount_fen end as gross_fen,
        case payment_kind when 'return' then -amount_fen else amount_fen end as net_fen,
        payment_system as payment_method,
        case when openid_hash is not null then 'openid' end as identifier_type,
        openid_hash as identifier_hash,
        delivered_on
    from own_payment
    union all
    select
        md5(concat_ws(chr(31), source_feed, source_key, 'sale')) as ticket_id,
        source_feed,
        source_key,
        'sale' as ticket_kind,
        shop_id,
        shop_category,
        mall_id,
        verified_at as sold_at,
        business_date,
        source_key as ticket_no,
        greatest(price_fen, paid_fen) as gross_fen,
        paid_fen as net_fen,
        source_feed as payment_method,
        case when phone_hash is not null then 'phone' end as identifier_type,
        phone_hash as identifier_hash,
        delivered_on
    from voucher
    union all
    select
        md5(concat_ws(chr(31), source_feed, source_key, 'return')) as ticket_id,
        source_feed,
        source_key,
        'return' as ticket_kind,
        shop_id,
        shop_category,
        mall_id,
        cancelled_at as sold_at,
        cancelled_on as business_date,
        source_key as ticket_no,
        -greatest(price_fen, paid_fen) as gross_fen,
        -paid_fen as net_fen,
        source_feed as payment_method,
        case when phone_hash is not null then 'phone' end as identifier_type,
        phone_hash as identifier_hash,
        delivered_on
    from voucher
    where state <> 'verified' and cancelled_on <= (select as_of_date from "control"."run")
    union all
    select
        md5(concat_ws(chr(31), source_feed, source_key, 'sale')) as ticket_id,
        source_feed,
        source_key,
        'sale' as ticket_kind,
        cast(null as varchar) as shop_id,
        cast(null as varchar) as shop_category,
        cast(null as varchar) as mall_id,
        paid_at as sold_at,
        business_date,
        order_no as ticket_no,
        order_fen as gross_fen,
        order_fen as net_fen,
        source_feed as payment_method,
        case when phone_hash is not null then 'phone' end as identifier_type,
        phone_hash as identifier_hash,
        delivered_on
    from groupbuy
    where order_fen is not null
    union all
    select
        md5(concat_ws(chr(31), source_feed, source_key, 'return')) as ticket_id,
        source_feed,
        source_key,
        'return' as ticket_kind,
        cast(null as varchar) as shop_id,
        cast(null as varchar) as shop_category,
        cast(null as varchar) as mall_id,
        paid_at as sold_at,
        business_date,
        order_no as ticket_no,
        -refund_fen as gross_fen,
        -refund_fen as net_fen,
        source_feed as payment_method,
        case when phone_hash is not null then 'phone' end as identifier_type,
        phone_hash as identifier_hash,
        delivered_on
    from groupbuy
    where refund_fen > 0
),

final as (
    select
        ticket_id,
        source_feed,
        source_key,
        ticket_kind,
        shop_id,
        shop_category,
        mall_id,
        sold_at,
        business_date,
        ticket_no,
        cast(gross_fen as bigint) as gross_fen,
        cast(gross_fen - net_fen as bigint) as discount_fen,
        cast(net_fen as bigint) as net_fen,
        payment_method,
        identifier_type,
        identifier_hash,
        delivered_on
    from told
)

select * from final
