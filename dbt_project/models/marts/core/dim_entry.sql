-- One row per entry_id and valid_from: entries as master_entry gave them, [valid_from, valid_to).
{{ master_history('master_entry', 'entry_id', times={'valid_from': 'starts_at', 'valid_to': 'ends_at'}) }}
