-- One row per pickup_point_id and valid_from: pickup points as master_pickup_point gave them,
-- [valid_from, valid_to).
{{ master_history('master_pickup_point', 'pickup_point_id') }}
