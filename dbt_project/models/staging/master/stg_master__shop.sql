-- One row per shop_id and delivery day: the state that day's last file of master_shop gives.
{{ daily_snapshot('master_shop', 'shop_id') }}
