-- One row per msgid, external_userid_hash and chat_id: a mass-sent message for one customer or one group.
-- WeCom sends nothing by itself: until a staff confirms, the message is only meant.

with result as (
    select * from "staging"."stg_wecom_mass_send__result"
),

message as (
    select * from "staging"."stg_wecom_mass_send__message"
),

chat as (
    select * from "intermediate"."int_wecom__chat"
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

placed as (
    select
        result.*,
        message.created_at as planned_at,
        message.create_type,
        coalesce(chat.mall_id, staff.mall_id) as mall_id,
        -- Neither sent nor listed among the messages: the day of delivery is all that is known.
        coalesce(result.sent_at, message.created_at, timezone('UTC', timezone('Asia/Shanghai', cast(result.delivered_on as timestamp)))) as occurred_at
    from result
    left join message on result.msgid = message.msgid
    left join chat on result.chat_id = chat.chat_id
    left join staff on result.userid = staff.staff_id
),

final as (
    select
        placed.msgid,
        placed.external_userid_hash,
        placed.chat_id,
        placed.userid,
        placed.create_type,
        placed.planned_at,
        placed.sent_at,
        placed.status,
        placed.occurred_at,
        placed.mall_id,
        cast(timezone(coalesce(clock.timezone, 'Asia/Shanghai'), timezone('UTC', placed.occurred_at)) - coalesce(clock.business_day_cut_hour, 0) * interval '1' hour as date) as business_date,
        placed.delivered_on
    from placed
    left join clock on placed.mall_id = clock.object_id
)

select * from final
