-- One row per ticket_id up to the as-of day: a till ticket placed in its shop and mall and dated on its
-- clock.

with ticket as (
    select * from "intermediate"."int_pos__ticket"
),

duplicate as (
    select * from "intermediate"."int_purchase__duplicate_ticket"
),

store as (
    select * from "intermediate"."int_master__shop_code" where code_type = 'pos_store_code'
),

shop_clock as (
    select * from "staging"."stg_master__clock" where object_type = 'shop'
),

placed as (
    select
        ticket.*,
        coalesce(duplicate.block_count, 1) as block_count,
        store.shop_id,
        store.category as shop_category,
        shop_clock.mall_id,
        coalesce(shop_clock.timezone, 'Asia/Shanghai') as mall_timezone,
        coalesce(shop_clock.business_day_cut_hour, 0) as business_day_cut_hour
    from ticket
    left join duplicate on ticket.ticket_id = duplicate.ticket_id
    left join store
        on
            ticket.store_code = store.code
            and ticket.till_date >= store.valid_from
            and ticket.till_date < store.valid_to
    left join shop_clock on store.shop_id = shop_clock.object_id
),

final as (
    select
        ticket_id,
        store_code,
        till_date,
        till_no,
        ticket_no,
        shop_id,
        shop_category,
        mall_id,
        sold_local,
        timezone('UTC', timezone(mall_timezone, sold_local)) as sold_at,
        cast(sold_local - business_day_cut_hour * interval '1' hour as date) as business_date,
        ticket_kind,
        original_ticket_no,
        card_no_hash,
        phone_hash,
        payment_method,
        -- A ticket that its file repeats k times is counted once.
        cast(line_count / block_count as bigint) as line_count,
        cast(quantity / block_count as decimal(18, 4)) as quantity,
        cast((net_fen + discount_fen) / block_count as bigint) as gross_fen,
        cast(discount_fen / block_count as bigint) as discount_fen,
        cast(net_fen / block_count as bigint) as net_fen,
        delivered_on
    from placed
)

select * from final
where business_date <= (select as_of_date from "control"."run")
