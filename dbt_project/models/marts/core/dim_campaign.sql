-- One row per campaign_id and valid_from: campaigns as master_campaign gave them, [valid_from, valid_to).
{{ master_history(
    'master_campaign', 'campaign_id', times={'start_at': 'start_at', 'end_at': 'end_at'}
) }}
