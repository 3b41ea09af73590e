-- One row per staff_id and valid_from: staff as master_staff gave them, [valid_from, valid_to).
{{ master_history('master_staff', 'staff_id') }}
