-- One row per change_type, userid, external_userid_hash and event_at: a callback on a friend, as last
-- delivered.


with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."wecom_contact_event" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wecom_contact_event'
            and delivery.file_id = feed_row._file_id
),

timed as (
    select
        *,
        coalesce(
        event_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', event_at_local))
    ) as event_at
    from delivered
),

-- An own app and a third party's may both tell of one change.
latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by change_type, userid, external_userid_hash, event_at
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from timed
    ) as ordered_delivery
    where delivery_order = 1
)

select
    change_type,
    userid,
    external_userid_hash,
    event_at,
    corp_id,
    state,
    source as delete_source,
    fail_reason,
    delivered_on
from latest
