-- One row per benefit_id and valid_from: benefits as master_benefit gave them, [valid_from, valid_to).
{{ master_history('master_benefit', 'benefit_id') }}
