-- One row per experiment_id and delivery day: the state that day's last file of master_experiment gives.
{{ daily_snapshot('master_experiment', 'experiment_id', [
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
