-- One row per campaign_id and valid_from: how the campaign was, from the daily snapshots of
-- master_campaign.
{{ master_history('master_campaign', 'campaign_id') }}
