-- One row per link_id, from_on and until_on: clicks and new customers of a link over the days asked, as
-- last told.

with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."wecom_link" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wecom_link'
            and delivery.file_id = feed_row._file_id
),

dated as (
    select
        *,
        cast(timezone('Asia/Shanghai', timezone('UTC', coalesce(
        from_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', from_at_local))
    ))) as date) as from_on,
        cast(timezone('Asia/Shanghai', timezone('UTC', coalesce(
        until_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', until_at_local))
    ))) as date) as until_on
    from delivered
    where kind = 'statistic'
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by link_id, from_on, until_on
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from dated
    ) as ordered_delivery
    where delivery_order = 1
)

select
    link_id,
    from_on,
    until_on,
    corp_id,
    click_count,
    new_customer_count,
    delivered_on
from latest
