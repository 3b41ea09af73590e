-- One row per community_id and delivery day: the state that day's last file of master_community gives.
{{ daily_snapshot('master_community', 'community_id') }}
