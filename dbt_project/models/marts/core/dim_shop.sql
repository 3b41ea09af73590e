-- One row per shop_id and valid_from: shops as master_shop gave them, [valid_from, valid_to).
{{ master_history('master_shop', 'shop_id') }}
