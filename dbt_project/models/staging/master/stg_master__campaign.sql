-- One row per campaign_id and delivery day: the state that day's last file of master_campaign gives.
{{ daily_snapshot(
    'master_campaign',
    'campaign_id',
    times={'start_at': 'start_at', 'end_at': 'end_at'},
    clock=('campaign', 'campaign_id')
) }}
