-- One row per send_id up to the as-of day: an outreach with the member that it was meant for.

with send as (
    select *
    from {{ ref('stg_outreach_log') }}
    where business_date <= {{ as_of_date() }}
),

member_no as (
    select * from {{ ref('int_identity__member_identifier') }} where identifier_type = 'member_no'
),

external_userid as (
    select * from {{ ref('int_identity__member_identifier') }} where identifier_type = 'external_userid'
),

final as (
    select
        send.send_id,
        coalesce(member_no.member_uid, external_userid.member_uid) as member_uid,
        case
            when send.member_no_hash is not null then 'member_no'
            when send.external_userid_hash is not null then 'external_userid'
        end as identifier_type,
        coalesce(send.member_no_hash, send.external_userid_hash) as identifier_hash,
        send.chat_id,
        send.campaign_id,
        send.experiment_id,
        send.arm,
        send.channel,
        send.content_id,
        send.staff_id,
        send.is_manual,
        send.status,
        -- A send that reached (B5): the log tells what the channel confirmed.
        send.status = 'sent' as is_reached,
        send.planned_at,
        send.sent_at,
        send.business_date,
        send.fail_reason,
        send.mall_id,
        send.delivered_on
    from send
    left join member_no on send.member_no_hash = member_no.identifier_hash
    left join external_userid on send.external_userid_hash = external_userid.identifier_hash
)

select * from final
