-- One row per experiment_id and valid_from: experiments as master_experiment gave them, [valid_from,
-- valid_to).

with history as (
    select * from {{ ref('int_master__experiment') }}
),

clock as (
    select * from {{ ref('stg_master__clock') }} where object_type = 'campaign'
),

dated as (
    select
        history.*,
        coalesce(clock.timezone, '{{ var("default_timezone") }}') as zone
    from history
    left join clock on history.campaign_id = clock.object_id
),

final as (
    select
        experiment_id,
        valid_from,
        valid_to,
        is_current,
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
        {{ utc_instant('start_at', 'zone') }} as start_at,
        {{ utc_instant('end_at', 'zone') }} as end_at,
        {{ utc_instant('registered_at', 'zone') }} as registered_at,
        coalesce(assigned_externally, false) as is_assigned_externally
    from dated
)

select * from final
