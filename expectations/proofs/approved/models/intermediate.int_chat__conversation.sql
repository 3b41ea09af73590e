-- grain: conversation_id. A private conversation of a customer with a staff or robot: messages between the
-- two without a long pause. Who began it, and when what the customer wrote was first answered.
with message as (
    select
        msgid,
        sent_at,
        sender_type,
        coalesce(sender_userid, receiver_userids[1]) as userid,
        coalesce(sender_external_userid_hash, receiver_external_userid_hashes[1]) as external_userid_hash
    from "staging"."stg_wecom_chat_meta"
    where room_id is null and action = 'send' and sender_type is not null
),

paused as (
    select
        *,
        lag(sent_at) over (partition by userid, external_userid_hash order by sent_at, msgid) as previous_at
    from message
    where userid is not null and external_userid_hash is not null
),

numbered as (
    select
        *,
        sum(case
            when previous_at is null then 1
            when sent_at >= previous_at + interval '1' hour * 24 then 1
            else 0
        end) over (
            partition by userid, external_userid_hash order by sent_at, msgid
            rows between unbounded preceding and current row
        ) as conversation_no
    from paused
),

asked as (
    select
        *,
        min(case when sender_type = 'customer' then sent_at end) over (
            partition by userid, external_userid_hash, conversation_no
        ) as asked_at,
        row_number() over (
            partition by userid, external_userid_hash, conversation_no order by sent_at, msgid
        ) as message_no
    from numbered
),

conversation as (
    select
        userid,
        external_userid_hash,
        conversation_no,
        min(sent_at) as started_at,
        bool_or(message_no = 1 and sender_type = 'customer') as is_begun_by_customer,
        min(asked_at) as asked_at,
        min(case when sender_type <> 'customer' and sent_at >= asked_at then sent_at end) as answered_at,
        min_by(sender_type, struct_pack(sent_at := sent_at, message_no := message_no)) filter (
            where sender_type <> 'customer' and sent_at >= asked_at
        ) as answered_by,
        count(*) as messages
    from asked
    group by userid, external_userid_hash, conversation_no
),

staff as (
    select *
    from (
        select
            *,
            row_number() over (partition by staff_id order by delivered_on desc) as recency
        from "staging"."stg_master__staff"
    ) as by_recency
    where recency = 1
),

clock as (
    select * from "staging"."stg_master__clock" where object_type = 'mall'
),

member_identifier as (
    select * from "identity"."int_identity__member_identifier" where identifier_type = 'external_userid'
),

dated as (
    select
        conversation.*,
        member_identifier.member_uid,
        coalesce(member_identifier.member_uid, conversation.external_userid_hash) as person_id,
        staff.mall_id,
        cast(timezone(coalesce(clock.timezone, 'Asia/Shanghai'), timezone('UTC', conversation.started_at)) - coalesce(clock.business_day_cut_hour, 0) * interval '1' hour as date) as business_date
    from conversation
    left join staff on conversation.userid = staff.staff_id
    left join clock on staff.mall_id = clock.object_id
    left join member_identifier on conversation.external_userid_hash = member_identifier.identifier_hash
)

select
    md5(concat_ws('|', dated.userid, dated.external_userid_hash, cast(dated.started_at as varchar)))
        as conversation_id,
    dated.userid,
    dated.external_userid_hash,
    dated.member_uid,
    dated.person_id,
    dated.mall_id,
    layer_interval.layer,
    dated.started_at,
    dated.business_date,
    dated.is_begun_by_customer,
    dated.answered_at,
    dated.answered_by,
    case
        when dated.is_begun_by_customer then date_diff('second', dated.asked_at, dated.answered_at) / 60.0
    end as answer_minutes,
    coalesce(
        dated.answered_at < dated.asked_at + interval '1' hour * 24, false
    ) as is_answered_in_time,
    dated.messages
from dated
left join "lifecycle"."int_member__layer_interval" as layer_interval
        on
            dated.member_uid = layer_interval.member_uid
            and dated.business_date >= layer_interval.valid_from
            and dated.business_date < coalesce(layer_interval.valid_to, date '9999-12-31')
where dated.business_date <= (select as_of_date from "control"."run")
