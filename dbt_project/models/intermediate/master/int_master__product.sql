-- One row per sku_id and valid_from: how the product was, from the daily snapshots of master_product.
{{ history_of(ref('stg_master__product'), 'sku_id', [
    'name',
    'category',
    'subcategory',
    'brand',
    'is_own_brand',
    'is_imported',
    'is_organic',
    'is_fresh',
    'price_band',
    'margin_rate'
]) }}
