-- One row per sku_id and valid_from: how the product was, from the daily snapshots of master_product.
{{ master_history('master_product', 'sku_id') }}
