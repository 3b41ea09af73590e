-- One row per content_id and delivery day: the state that day's last file of master_content gives.
{{ daily_snapshot(
    'master_content',
    'content_id',
    times={'planned_at': 'planned_at', 'published_at': 'published_at'},
    clock=('campaign', 'campaign_id')
) }}
