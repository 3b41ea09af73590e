-- One row per cost_id and valid_from: costs as master_cost gave them, [valid_from, valid_to).
with snapshot as (
    select * from "staging"."stg_master__cost"
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
        coalesce(replace(cast(date as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(kind as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(amount_fen as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(campaign_id as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(event_id as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(benefit_id as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(channel as varchar), '|', '||'), '|-')
    )) as fingerprint
    from snapshot
    inner join snapshot_day on snapshot.delivered_on = snapshot_day.delivered_on
),

compared as (
    select
        *,
        lag(fingerprint) over (partition by cost_id order by day_no) as previous_fingerprint,
        lag(day_no) over (partition by cost_id order by day_no) as previous_day_no
    from fingerprinted
),

numbered as (
    select
        *,
        sum(
            case when previous_day_no = day_no - 1 and previous_fingerprint = fingerprint then 0 else 1 end
        ) over (partition by cost_id order by day_no) as version_no
    from compared
),

spanned as (
    select
        *,
        min(delivered_on) over (partition by cost_id, version_no) as valid_from,
        max(delivered_on) over (partition by cost_id, version_no) as last_seen_on,
        max(version_no) over (partition by cost_id) as last_version_no
    from numbered
),

final as (
    select
        cost_id,
        valid_from,
        next_day as valid_to,
        next_day is null as is_current,
        version_no = last_version_no as is_last_known,
        date,
        kind,
        amount_fen,
        campaign_id,
        event_id,
        benefit_id,
        channel
    from spanned
    where delivered_on = last_seen_on
)

select * from final
