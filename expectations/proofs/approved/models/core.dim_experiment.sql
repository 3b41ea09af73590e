-- One row per experiment_id and valid_from: experiments as master_experiment gave them, [valid_from,
-- valid_to).

with history as (
    with snapshot as (
    select * from "staging"."stg_master__experiment"
),

snapshot_day as (
    select
        delivered_on,
        row_number() over (order by delivered_on) as day_no,
        lead(delivered_on) over (order by delivered_on) as next_day
    from (select distinct delivered_on from snapshot) as days
),

fingerprinted as (
    select
        snapshot.*,
        snapshot_day.day_no,
        snapshot_day.next_day,
        md5(concat_ws(
        '|',
        coalesce(replace(cast(campaign_id as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(kind as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(unit as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(arms as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(salt as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(population as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(primary_metric as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(metrics as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(outcome_days as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(pre_days as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(assigned_externally as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(start_at as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(end_at as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(registered_at as varchar), '|', '||'), '|-')
    )) as fingerprint
    from snapshot
    inner join snapshot_day on snapshot.delivered_on = snapshot_day.delivered_on
),

compared as (
    select
        *,
        lag(fingerprint) over (partition by experiment_id order by day_no) as previous_fingerprint,
        lag(day_no) over (partition by experiment_id order by day_no) as previous_day_no
    from fingerprinted
),

numbered as (
    select
        *,
        sum(
            case when previous_day_no = day_no - 1 and previous_fingerprint = fingerprint then 0 else 1 end
        ) over (partition by experiment_id order by day_no) as version_no
    from compared
),

spanned as (
    select
        *,
        min(delivered_on) over (partition by experiment_id, version_no) as valid_from,
        max(delivered_on) over (partition by experiment_id, version_no) as last_seen_on,
        max(version_no) over (partition by experiment_id) as last_version_no
    from numbered
),

final as (
    select
        experiment_id,
        valid_from,
        next_day as valid_to,
        next_day is null as is_current,
        version_no = last_version_no as is_last_known,
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
        assigned_externally,
        start_at,
        end_at,
        registered_at
    from spanned
    where delivered_on = last_seen_on
)

select * from final
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
