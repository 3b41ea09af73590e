-- One row per community_id, building_no and delivery day: the state that day's last file of
-- master_building gives.
{{ daily_snapshot('master_building', ['community_id', 'building_no']) }}
