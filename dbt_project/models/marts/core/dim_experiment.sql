-- One row per experiment_id and valid_from: experiments as master_experiment gave them, [valid_from, valid_to).

with history as (
    select * from {{ ref('int_master__experiment') }}
),

clock as (
    select * from {{ ref('stg_master__clock') }} where object_type = 'campaign'
),

final as (
    select
        history.experiment_id,
        history.valid_from,
        history.valid_to,
        history.is_current,
        history.campaign_id,
        history.kind,
        history.unit,
        history.arms,
        history.salt,
        history.population,
        history.primary_metric,
        history.metrics,
        history.outcome_days,
        history.pre_days,
        {{ utc_instant('start_at', "coalesce(clock.timezone, '" ~ var('default_timezone') ~ "')", 'history') }} as start_at,
        {{ utc_instant('end_at', "coalesce(clock.timezone, '" ~ var('default_timezone') ~ "')", 'history') }} as end_at,
        {{ utc_instant('registered_at', "coalesce(clock.timezone, '" ~ var('default_timezone') ~ "')", 'history') }} as registered_at,
        history.assigned_externally
    from history
    left join clock on history.campaign_id = clock.object_id
)

select * from final
