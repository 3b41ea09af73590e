-- One row per cost_id and delivery day: the state that day's last file of master_cost gives.
{{ daily_snapshot('master_cost', 'cost_id') }}
