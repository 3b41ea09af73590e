-- One row per mall_id and delivery day: the state that day's last file of master_mall gives.
{{ daily_snapshot('master_mall', 'mall_id', [
    'mall_name',
    'mall_type',
    'timezone',
    'business_day_cut_hour',
    'open_hour',
    'close_hour',
    'parking_codes',
    'currency'
]) }}
