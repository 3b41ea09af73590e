-- One row per gate_id and valid_from: gates as master_gate gave them, [valid_from, valid_to).
{{ master_history('master_gate', 'gate_id') }}
