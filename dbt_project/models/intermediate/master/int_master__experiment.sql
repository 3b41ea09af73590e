-- One row per experiment_id and valid_from: how the experiment was, from the daily snapshots of
-- master_experiment.
{{ history_of(ref('stg_master__experiment'), 'experiment_id', [
    'campaign_id',
    'kind',
    'unit',
    'arms',
    'salt',
    'population',
    'primary_metric',
    'metrics',
    'outcome_days',
    'pre_days',
    'start_at_utc',
    'start_at_local',
    'end_at_utc',
    'end_at_local',
    'registered_at_utc',
    'registered_at_local',
    'assigned_externally'
]) }}
