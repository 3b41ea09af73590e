-- One row per send_id: an outreach to a member or a group, and whether it reached (B5).

with send as (
    select * from "intermediate"."int_outreach__send"
),

final as (
    select
        send.source_feed,
        send.send_id,
        send.member_uid,
        send.chat_id,
        send.campaign_id,
        send.experiment_id,
        send.arm,
        send.channel,
        send.content_id,
        send.staff_id,
        send.is_manual,
        send.status,
        send.is_reached,
        send.planned_at,
        send.sent_at,
        send.business_date,
        send.fail_reason,
        send.mall_id,
        layer_interval.layer,
        send.identifier_type,
        send.identifier_hash,
        send.delivered_on
    from send
    left join "lifecycle"."int_member__layer_interval" as layer_interval
        on
            send.member_uid = layer_interval.member_uid
            and send.business_date >= layer_interval.valid_from
            and send.business_date < coalesce(layer_interval.valid_to, date '9999-12-31')
)

select * from final
