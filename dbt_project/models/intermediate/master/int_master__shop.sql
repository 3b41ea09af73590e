-- One row per shop_id and valid_from: how the shop was, from the daily snapshots of master_shop.
{{ history_of(ref('stg_master__shop'), 'shop_id', [
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
