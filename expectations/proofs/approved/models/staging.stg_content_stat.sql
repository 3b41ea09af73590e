-- One row per business_date, platform and content_id: what a platform counted of a content, as last
-- delivered.

with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."content_stat" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'content_stat'
            and delivery.file_id = feed_row._file_id
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by date, platform, content_id
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from delivered
    ) as ordered_delivery
    where delivery_order = 1
)

select
    date as business_date,
    platform,
    content_id,
    exposures,
    clicks,
    likes,
    comments,
    shares,
    delivered_on
from latest
