-- One row per campaign_id and delivery day: the state that day's last file of master_campaign gives.
{{ daily_snapshot('master_campaign', 'campaign_id', [
    'mall_id',
    'name',
    'objective',
    'node',
    'start_at_utc',
    'start_at_local',
    'end_at_utc',
    'end_at_local',
    'template_id',
    'owner'
]) }}
