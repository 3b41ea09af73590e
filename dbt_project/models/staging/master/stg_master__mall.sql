-- One row per mall_id and delivery day: the state that day's last file of master_mall gives.
{{ daily_snapshot('master_mall', 'mall_id') }}
