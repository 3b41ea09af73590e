-- One row per pickup_point_id and delivery day: the state that day's last file of master_pickup_point
-- gives.
{{ daily_snapshot('master_pickup_point', 'pickup_point_id') }}
