-- One row per sku_id and valid_from: products as master_product gave them, [valid_from, valid_to).
with snapshot as (
    select * from "staging"."stg_master__product"
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
        coalesce(replace(cast(name as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(category as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(subcategory as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(brand as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(is_own_brand as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(is_imported as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(is_organic as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(is_fresh as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(price_band as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(margin_rate as varchar), '|', '||'), '|-')
    )) as fingerprint
    from snapshot
    inner join snapshot_day on snapshot.delivered_on = snapshot_day.delivered_on
),

compared as (
    select
        *,
        lag(fingerprint) over (partition by sku_id order by day_no) as previous_fingerprint,
        lag(day_no) over (partition by sku_id order by day_no) as previous_day_no
    from fingerprinted
),

numbered as (
    select
        *,
        sum(
            case when previous_day_no = day_no - 1 and previous_fingerprint = fingerprint then 0 else 1 end
        ) over (partition by sku_id order by day_no) as version_no
    from compared
),

spanned as (
    select
        *,
        min(delivered_on) over (partition by sku_id, version_no) as valid_from,
        max(delivered_on) over (partition by sku_id, version_no) as last_seen_on,
        max(version_no) over (partition by sku_id) as last_version_no
    from numbered
),

final as (
    select
        sku_id,
        valid_from,
        next_day as valid_to,
        next_day is null as is_current,
        version_no = last_version_no as is_last_known,
        name,
        category,
        subcategory,
        brand,
        is_own_brand,
        is_imported,
        is_organic,
        is_fresh,
        price_band,
        margin_rate
    from spanned
    where delivered_on = last_seen_on
)

select * from final
