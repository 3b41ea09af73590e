-- One row per send_id up to the as-of day: an outreach with the member that it was meant for; out of the
-- operator's log, and of WeCom's mass sending, where a message for one customer or group is a send. A message
-- that its staff has not confirmed is planned.

with logged as (
    select
        'outreach_log' as source_feed,
        send_id,
        case
            when member_no_hash is not null then 'member_no'
            when external_userid_hash is not null then 'external_userid'
        end as identifier_type,
        coalesce(member_no_hash, external_userid_hash) as identifier_hash,
        chat_id,
        campaign_id,
        experiment_id,
        arm,
        channel,
        content_id,
        staff_id,
        is_manual,
        status,
        planned_at,
        sent_at,
        business_date,
        fail_reason,
        mall_id,
        delivered_on
    from "staging"."stg_outreach_log"
),

mass_sent as (
    select
        'wecom_mass_send' as source_feed,
        concat_ws('|', 'wecom', msgid, coalesce(external_userid_hash, '-'), coalesce(chat_id, '-'))
            as send_id,
        case when external_userid_hash is not null then 'external_userid' end as identifier_type,
        external_userid_hash as identifier_hash,
        chat_id,
        cast(null as varchar) as campaign_id,
        cast(null as varchar) as experiment_id,
        cast(null as varchar) as arm,
        case when external_userid_hash is not null then 'mass_private' else 'mass_group' end as channel,
        cast(null as varchar) as content_id,
        userid as staff_id,
        create_type = 'staff' as is_manual,
        case status when 'sent' then 'sent' when 'not_sent' then 'planned' else 'failed' end as status,
        coalesce(planned_at, occurred_at) as planned_at,
        sent_at,
        business_date,
        case when status not in ('sent', 'not_sent') then status end as fail_reason,
        mall_id,
        delivered_on
    from "intermediate"."int_wecom__mass_send"
),

send as (
    select * from logged
    union all
    select * from mass_sent
),

member_identifier as (
    select * from "identity"."int_identity__member_identifier"
),

final as (
    select
        send.source_feed,
        send.send_id,
        member_identifier.member_uid,
        send.identifier_type,
        send.identifier_hash,
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
    left join member_identifier
        on
            send.identifier_type = member_identifier.identifier_type
            and send.identifier_hash = member_identifier.identifier_hash
            and coalesce(coalesce(send.sent_at, send.planned_at), timestamp '9999-12-30') >= member_identifier.valid_from
            and coalesce(coalesce(send.sent_at, send.planned_at), timestamp '9999-12-30') < member_identifier.valid_to
    where send.business_date <= (select as_of_date from "control"."run")
)

select * from final
