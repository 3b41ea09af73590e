-- One row per event_id and delivery day: the state that day's last file of master_event gives.
{{ daily_snapshot(
    'master_event',
    'event_id',
    times={'start_at': 'start_at', 'end_at': 'end_at'},
    clock=('mall', 'mall_id')
) }}
