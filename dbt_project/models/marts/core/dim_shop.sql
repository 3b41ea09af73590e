-- One row per shop_id and valid_from: shops as master_shop gave them, [valid_from, valid_to).

with history as (
    select * from {{ ref('int_master__shop') }}
),

final as (
    select
        shop_id,
        valid_from,
        valid_to,
        is_current,
        mall_id,
        shop_name,
        brand,
        floor,
        category,
        pos_store_code,
        circle_shop_number,
        douyin_account_id,
        meituan_shop_uuid,
        sub_mchid,
        margin_rate
    from history
)

select * from final
