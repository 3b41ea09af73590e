-- One row per owner_userid and stat_on: the groups of an owner on a day, as last delivered.

with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."wecom_group_stat" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wecom_group_stat'
            and delivery.file_id = feed_row._file_id
),

dated as (
    select
        *,
        cast(timezone('Asia/Shanghai', timezone('UTC', coalesce(
        stat_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', stat_at_local))
    ))) as date) as stat_on,
        cast(timezone('Asia/Shanghai', timezone('UTC', coalesce(
        until_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', until_at_local))
    ))) as date) as until_on
    from delivered
),

-- An answer by owner over several days is their sum and of no day.
of_one_day as (
    select * from dated where coalesce(until_on, stat_on) <= stat_on
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by owner_userid, stat_on
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from of_one_day
    ) as ordered_delivery
    where delivery_order = 1
)

select
    owner_userid,
    stat_on,
    corp_id,
    new_chat_count,
    chat_count,
    active_chat_count,
    new_member_count,
    member_count,
    active_member_count,
    message_count,
    migrate_trainee_chat_count,
    delivered_on
from latest
