-- One row per metric_id, mall_id, dimension, dimension_value and valid_from: targets and bounds as
-- master_target gave them, [valid_from, valid_to).
with snapshot as (
    select * from "staging"."stg_master__target"
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
        coalesce(replace(cast(target as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(warn as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(critical as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(direction as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(owner_role as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(playbook_id as varchar), '|', '||'), '|-')
    )) as fingerprint
    from snapshot
    inner join snapshot_day on snapshot.delivered_on = snapshot_day.delivered_on
),

compared as (
    select
        *,
        lag(fingerprint) over (partition by metric_id, mall_id, dimension, dimension_value order by day_no) as previous_fingerprint,
        lag(day_no) over (partition by metric_id, mall_id, dimension, dimension_value order by day_no) as previous_day_no
    from fingerprinted
),

numbered as (
    select
        *,
        sum(
            case when previous_day_no = day_no - 1 and previous_fingerprint = fingerprint then 0 else 1 end
        ) over (partition by metric_id, mall_id, dimension, dimension_value order by day_no) as version_no
    from compared
),

spanned as (
    select
        *,
        min(delivered_on) over (partition by metric_id, mall_id, dimension, dimension_value, version_no) as valid_from,
        max(delivered_on) over (partition by metric_id, mall_id, dimension, dimension_value, version_no) as last_seen_on,
        max(version_no) over (partition by metric_id, mall_id, dimension, dimension_value) as last_version_no
    from numbered
),

final as (
    select
        metric_id,
        mall_id,
        dimension,
        dimension_value,
        valid_from,
        next_day as valid_to,
        next_day is null as is_current,
        version_no = last_version_no as is_last_known,
        target,
        warn,
        critical,
        direction,
        owner_role,
        playbook_id
    from spanned
    where delivered_on = last_seen_on
)

select * from final
