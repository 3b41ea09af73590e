-- One row per member_no_hash and tier_changed_at: a registration, or a change of tier, as last delivered.


with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."member_registry" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'member_registry'
            and delivery.file_id = feed_row._file_id
),

clock as (
    select * from "staging"."stg_master__clock" where object_type = 'mall'
),

timed as (
    select
        delivered.*,
        coalesce(clock.timezone, 'Asia/Shanghai') as mall_timezone,
        coalesce(clock.business_day_cut_hour, 0) as business_day_cut_hour,
        coalesce(
        delivered.registered_at_utc,
        timezone('UTC', timezone(mall_timezone, delivered.registered_at_local))
    ) as registered_at,
        coalesce(
        delivered.tier_changed_at_utc,
        timezone('UTC', timezone(mall_timezone, delivered.tier_changed_at_local))
    ) as tier_changed_at,
        coalesce(
        delivered.paid_from_utc,
        timezone('UTC', timezone(mall_timezone, delivered.paid_from_local))
    ) as paid_from_at,
        coalesce(
        delivered.paid_to_utc,
        timezone('UTC', timezone(mall_timezone, delivered.paid_to_local))
    ) as paid_to_at
    from delivered
    left join clock on delivered.mall_id = clock.object_id
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by member_no_hash, tier_changed_at
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from timed
    ) as ordered_delivery
    where delivery_order = 1
)

select
    member_no_hash,
    tier_changed_at,
    mall_id,
    unionid_hash,
    openid_hash,
    card_no_hash,
    phone_hash,
    phone_block_hash,
    registered_at,
    cast(timezone(mall_timezone, timezone('UTC', registered_at)) - business_day_cut_hour * interval '1' hour as date) as registered_on,
    cast(timezone(mall_timezone, timezone('UTC', tier_changed_at)) - business_day_cut_hour * interval '1' hour as date) as tier_changed_on,
    entry_id,
    referrer_member_no_hash,
    guide_staff_id,
    tier,
    birthday_md,
    is_paid_member,
    paid_from_at,
    paid_to_at,
    consent_marketing,
    delivered_on
from latest
