-- One row per mall_id and valid_from: malls as master_mall gave them, [valid_from, valid_to).
{{ master_history('master_mall', 'mall_id') }}
