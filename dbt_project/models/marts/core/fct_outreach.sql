-- One row per send_id: an outreach to a member or a group, and whether it reached (B5).

with send as (
    select * from {{ ref('int_outreach__send') }}
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
    {{ join_layer_on('send') }}
)

select * from final
