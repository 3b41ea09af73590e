-- One row per experiment_id and valid_from: how the experiment was, from the daily snapshots of
-- master_experiment.
{{ master_history('master_experiment', 'experiment_id') }}
