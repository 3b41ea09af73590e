-- One row per chat_id and delivery day: the state that day's last file of master_group gives.
{{ daily_snapshot('master_group', 'chat_id') }}
