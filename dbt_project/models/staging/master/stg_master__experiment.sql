-- One row per experiment_id and delivery day: the state that day's last file of master_experiment gives.
{{ daily_snapshot(
    'master_experiment',
    'experiment_id',
    times={'start_at': 'start_at', 'end_at': 'end_at', 'registered_at': 'registered_at'},
    clock=('campaign', 'campaign_id')
) }}
