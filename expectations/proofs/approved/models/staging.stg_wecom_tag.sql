-- One row per tag_id: a tag of the corp's dictionary, as last delivered.

with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."wecom_tag" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wecom_tag'
            and delivery.file_id = feed_row._file_id
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by tag_id
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from delivered
    ) as ordered_delivery
    where delivery_order = 1
)

select
    tag_id,
    corp_id,
    tag_name,
    tag_order,
    coalesce(
        created_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', created_at_local))
    ) as created_at,
    coalesce(is_deleted or is_group_deleted, false) as is_deleted,
    group_id,
    group_name,
    group_order,
    delivered_on
from latest
