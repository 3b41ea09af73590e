-- One row per task_id and delivery day: the state that day's last file of master_task gives.
{{ daily_snapshot('master_task', 'task_id') }}
