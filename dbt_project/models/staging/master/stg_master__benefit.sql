-- One row per benefit_id and delivery day: the state that day's last file of master_benefit gives.
{{ daily_snapshot('master_benefit', 'benefit_id') }}
