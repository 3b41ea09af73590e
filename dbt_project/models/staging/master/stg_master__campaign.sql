-- One row per campaign_id and delivery day: the state that day's last file of master_campaign gives.
{{ daily_snapshot('master_campaign', 'campaign_id') }}
