-- One row per member_no_hash, role, starts_at and delivery day: the state that day's last file of
-- master_role gives.
{{ daily_snapshot(
    'master_role',
    ['member_no_hash', 'role', 'starts_at'],
    times={'valid_from': 'starts_at', 'valid_to': 'ends_at'}
) }}
