-- One row per experiment_id and valid_from: experiments as master_experiment gave them, [valid_from,
-- valid_to).

with history as (
    {{ master_history(
        'master_experiment',
        'experiment_id',
        times={'start_at': 'start_at', 'end_at': 'end_at', 'registered_at': 'registered_at'}
    ) }}
),

final as (
    select
        experiment_id,
        valid_from,
        valid_to,
        is_current,
        is_last_known,
        campaign_id,
        kind,
        unit,
        arms,
        salt,
        population,
        primary_metric,
        metrics,
        outcome_days,
        pre_days,
        start_at,
        end_at,
        registered_at,
        coalesce(assigned_externally, false) as is_assigned_externally
    from history
)

select * from final
