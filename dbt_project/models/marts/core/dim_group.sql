-- One row per chat_id and valid_from: groups as master_group gave them, [valid_from, valid_to).
{{ master_history('master_group', 'chat_id') }}
