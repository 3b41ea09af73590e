-- One row per sku_id and delivery day: the state that day's last file of master_product gives.
{{ daily_snapshot('master_product', 'sku_id') }}
