-- One row per sku_id and valid_from: products as master_product gave them, [valid_from, valid_to).

with history as (
    select * from {{ ref('int_master__product') }}
),

final as (
    select
        sku_id,
        valid_from,
        valid_to,
        is_current,
        name,
        category,
        subcategory,
        brand,
        is_own_brand,
        is_imported,
        is_organic,
        is_fresh,
        price_band,
        margin_rate
    from history
)

select * from final
