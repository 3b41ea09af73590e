-- One row per campaign_id and valid_from: how the campaign was, from the daily snapshots of
-- master_campaign.
{{ history_of(ref('stg_master__campaign'), 'campaign_id', [
    'mall_id',
    'name',
    'objective',
    'node',
    'start_at_utc',
    'start_at_local',
    'end_at_utc',
    'end_at_local',
    'template_id',
    'owner'
]) }}
