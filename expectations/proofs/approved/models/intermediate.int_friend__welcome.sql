-- grain: person_id. What a new friend was sent in the first days, and whether the first send was clicked or
-- answered. WeCom tells of no opening: a click or an answer stands in for it.
with friend as (
    select * from "intermediate"."int_friend__added"
),

send as (
    select
        coalesce(member_uid, identifier_hash) as person_id,
        sent_at,
        business_date
    from "core"."fct_outreach"
    where is_reached
),

first_send as (
    select
        friend.person_id,
        count(*) as touches_7d,
        min(send.sent_at) as first_touch_at
    from friend
    inner join send
        on
            friend.person_id = send.person_id
            and friend.added_at <= send.sent_at
            and send.business_date < (friend.added_on + 7)
    group by friend.person_id
),

answer as (
    select
        coalesce(member_uid, identifier_hash) as person_id,
        occurred_at
    from "core"."fct_interaction"
    where kind in ('click', 'inquiry', 'message')
),

answered as (
    select distinct first_send.person_id
    from first_send
    inner join answer
        on
            first_send.person_id = answer.person_id
            and first_send.first_touch_at <= answer.occurred_at
            and answer.occurred_at
            < first_send.first_touch_at + interval '1' hour * 72
)

select
    first_send.person_id,
    first_send.touches_7d,
    first_send.first_touch_at,
    answered.person_id is not null as is_first_touch_answered
from first_send
left join answered on first_send.person_id = answered.person_id
