-- One row per mall_id and valid_from: how the mall was, from the daily snapshots of master_mall.
{{ master_history('master_mall', 'mall_id') }}
