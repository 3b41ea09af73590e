-- One row per entry_id and delivery day: the state that day's last file of master_entry gives.
{{ daily_snapshot(
    'master_entry',
    'entry_id',
    times={'valid_from': 'starts_at', 'valid_to': 'ends_at'},
    clock=('mall', 'mall_id')
) }}
