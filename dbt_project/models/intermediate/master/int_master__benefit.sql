-- One row per benefit_id and valid_from: how the benefit was, from the daily snapshots of master_benefit.
{{ history_of(ref('stg_master__benefit'), 'benefit_id', [
    'campaign_id',
    'name',
    'benefit_class',
    'benefit_type',
    'face_value_fen',
    'unit_cost_fen',
    'bearer',
    'stock_id',
    'quota',
    'valid_days',
    'trigger',
    'cap_issue_fen',
    'cap_member_month_fen',
    'cap_month_fen',
    'pack_id'
]) }}
