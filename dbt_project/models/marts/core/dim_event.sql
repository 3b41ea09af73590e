-- One row per event_id and valid_from: events as master_event gave them, [valid_from, valid_to).
{{ master_history('master_event', 'event_id', times={'start_at': 'start_at', 'end_at': 'end_at'}) }}
