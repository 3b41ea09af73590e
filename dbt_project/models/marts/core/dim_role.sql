-- One row per member_no_hash, role, starts_at and valid_from: roles of members as master_role gave
-- them, [valid_from, valid_to).
{{ master_history(
    'master_role',
    ['member_no_hash', 'role', 'starts_at'],
    times={'valid_from': 'starts_at', 'valid_to': 'ends_at'}
) }}
