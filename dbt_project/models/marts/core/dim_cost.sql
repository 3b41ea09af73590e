-- One row per cost_id and valid_from: costs as master_cost gave them, [valid_from, valid_to).
{{ master_history('master_cost', 'cost_id') }}
