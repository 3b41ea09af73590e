-- One row per sku_id and valid_from: products as master_product gave them, [valid_from, valid_to).
{{ master_history('master_product', 'sku_id') }}
