-- One row per leader_id and delivery day: the state that day's last file of master_leader gives.
{{ daily_snapshot(
    'master_leader',
    'leader_id',
    times={'applied_at': 'applied_at', 'approved_at': 'approved_at', 'left_at': 'left_at'}
) }}
