-- One row per form_id and serial_no: a sign-up by form, as last delivered; an entry that is changed comes
-- again whole.

with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."form_signup" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'form_signup'
            and delivery.file_id = feed_row._file_id
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by form_id, serial_no
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from delivered
    ) as ordered_delivery
    where delivery_order = 1
)

select
    form_id,
    serial_no,
    coalesce(
        signed_up_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', signed_up_at_local))
    ) as signed_up_at,
    coalesce(
        updated_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', updated_at_local))
    ) as updated_at,
    entry_code,
    openid_hash,
    unionid_hash,
    phone_hash,
    delivered_on
from latest
