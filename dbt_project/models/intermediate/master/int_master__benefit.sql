-- One row per benefit_id and valid_from: how the benefit was, from the daily snapshots of master_benefit.
{{ master_history('master_benefit', 'benefit_id') }}
