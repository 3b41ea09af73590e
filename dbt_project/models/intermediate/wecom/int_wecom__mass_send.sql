-- One row per msgid, external_userid_hash and chat_id: a mass-sent message for one customer or one group.
-- WeCom sends nothing by itself: until a staff confirms, the message is only meant.

with result as (
    select * from {{ ref('stg_wecom_mass_send__result') }}
),

message as (
    select * from {{ ref('stg_wecom_mass_send__message') }}
),

chat as (
    select * from {{ ref('int_wecom__chat') }}
),

staff as (
    {{ last_known(ref('stg_master__staff'), 'staff_id') }}
),

clock as (
    select * from {{ ref('stg_master__clock') }} where object_type = 'mall'
),

placed as (
    select
        result.*,
        message.created_at as planned_at,
        message.create_type,
        coalesce(chat.mall_id, staff.mall_id) as mall_id,
        -- Neither sent nor listed among the messages: the day of delivery is all that is known.
        coalesce(result.sent_at, message.created_at, {{ delivery_instant('result') }}) as occurred_at
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
        {{ business_date(
            'placed.occurred_at',
            "coalesce(clock.timezone, '" ~ var('default_timezone') ~ "')",
            'coalesce(clock.business_day_cut_hour, 0)'
        ) }} as business_date,
        placed.delivered_on
    from placed
    left join clock on placed.mall_id = clock.object_id
)

select * from final
