-- One row per mall_id and valid_from: how the mall was, from the daily snapshots of master_mall.
{{ history_of(ref('stg_master__mall'), 'mall_id', [
    'mall_name',
    'mall_type',
    'timezone',
    'business_day_cut_hour',
    'open_hour',
    'close_hour',
    'parking_codes',
    'currency'
]) }}
