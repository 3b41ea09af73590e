-- One row per staff_id and delivery day: the state that day's last file of master_staff gives.
{{ daily_snapshot('master_staff', 'staff_id') }}
