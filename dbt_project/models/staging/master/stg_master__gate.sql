-- One row per gate_id and delivery day: the state that day's last file of master_gate gives.
{{ daily_snapshot('master_gate', 'gate_id') }}
