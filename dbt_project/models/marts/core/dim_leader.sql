-- One row per leader_id and valid_from: leaders of group buying as master_leader gave them,
-- [valid_from, valid_to).
{{ master_history(
    'master_leader',
    'leader_id',
    times={'applied_at': 'applied_at', 'approved_at': 'approved_at', 'left_at': 'left_at'}
) }}
