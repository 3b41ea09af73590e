-- One row per shop_id and valid_from: shops as master_shop gave them, [valid_from, valid_to).
with snapshot as (
    select * from "staging"."stg_master__shop"
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
        coalesce(replace(cast(mall_id as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(shop_name as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(brand as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(floor as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(category as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(pos_store_code as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(circle_shop_number as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(douyin_account_id as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(meituan_shop_uuid as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(sub_mchid as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(margin_rate as varchar), '|', '||'), '|-')
    )) as fingerprint
    from snapshot
    inner join snapshot_day on snapshot.delivered_on = snapshot_day.delivered_on
),

compared as (
    select
        *,
        lag(fingerprint) over (partition by shop_id order by day_no) as previous_fingerprint,
        lag(day_no) over (partition by shop_id order by day_no) as previous_day_no
    from fingerprinted
),

numbered as (
    select
        *,
        sum(
            case when previous_day_no = day_no - 1 and previous_fingerprint = fingerprint then 0 else 1 end
        ) over (partition by shop_id order by day_no) as version_no
    from compared
),

spanned as (
    select
        *,
        min(delivered_on) over (partition by shop_id, version_no) as valid_from,
        max(delivered_on) over (partition by shop_id, version_no) as last_seen_on,
        max(version_no) over (partition by shop_id) as last_version_no
    from numbered
),

final as (
    select
        shop_id,
        valid_from,
        next_day as valid_to,
        next_day is null as is_current,
        version_no = last_version_no as is_last_known,
        mall_id,
        shop_name,
        brand,
        floor,
        category,
        pos_store_code,
        circle_shop_number,
        douyin_account_id,
        meituan_shop_uuid,
        sub_mchid,
        margin_rate
    from spanned
    where delivered_on = last_seen_on
)

select * from final
