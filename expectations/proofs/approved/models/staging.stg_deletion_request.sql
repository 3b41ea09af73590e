-- One row per identifier_type, identifier_hash and requested_at: somebody's request for erasure, as last
-- delivered.

with timed as (
    select
        delivered.*,
        0 as business_day_cut_hour,
        'Asia/Shanghai' as mall_timezone,
        coalesce(
        delivered.requested_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', delivered.requested_at_local))
    ) as requested_at
    from (
        select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."deletion_request" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'deletion_request'
            and delivery.file_id = feed_row._file_id
    ) as delivered
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by identifier_type, identifier_hash, requested_at
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from timed
    ) as ordered_delivery
    where delivery_order = 1
)

select
    identifier_type,
    identifier_hash,
    requested_at,
    cast(timezone(mall_timezone, timezone('UTC', requested_at)) - business_day_cut_hour * interval '1' hour as date) as business_date,
    reason,
    delivered_on
from latest
