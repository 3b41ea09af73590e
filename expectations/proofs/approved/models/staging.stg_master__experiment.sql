-- One row per experiment_id and delivery day: the state that day's last file of master_experiment gives.
with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."master_experiment" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'master_experiment'
            and delivery.file_id = feed_row._file_id
),

last_file_of_day as (
    select
        delivered_on,
        max(delivery_rank) as delivery_rank
    from "control"."delivery"
    where feed = 'master_experiment'
    group by delivered_on
),

clock as (
    select * from "staging"."stg_master__clock" where object_type = 'campaign'
),

snapshot as (
    select
        delivered.*,
        coalesce(
        delivered.start_at_utc,
        timezone('UTC', timezone(coalesce(clock.timezone, 'Asia/Shanghai'), delivered.start_at_local))
    ) as start_at,
        coalesce(
        delivered.end_at_utc,
        timezone('UTC', timezone(coalesce(clock.timezone, 'Asia/Shanghai'), delivered.end_at_local))
    ) as end_at,
        coalesce(
        delivered.registered_at_utc,
        timezone('UTC', timezone(coalesce(clock.timezone, 'Asia/Shanghai'), delivered.registered_at_local))
    ) as registered_at
    from delivered
    inner join last_file_of_day
        on
            delivered.delivered_on = last_file_of_day.delivered_on
            and delivered.delivery_rank = last_file_of_day.delivery_rank
    left join clock on delivered.campaign_id = clock.object_id
),

deduplicated as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by experiment_id, delivered_on
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from snapshot
    ) as ordered_delivery
    where delivery_order = 1
)

select
    delivered_on,
    experiment_id,
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
from deduplicated
