-- One row per shop_id and valid_from: how the shop was, from the daily snapshots of master_shop.
{{ master_history('master_shop', 'shop_id') }}
