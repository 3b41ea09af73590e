-- One row per shop_id and delivery day: the state that day's last file of master_shop gives.
{{ daily_snapshot('master_shop', 'shop_id', [
    'mall_id',
    'shop_name',
    'brand',
    'floor',
    'category',
    'pos_store_code',
    'circle_shop_number',
    'douyin_account_id',
    'meituan_shop_uuid',
    'sub_mchid',
    'margin_rate'
]) }}
