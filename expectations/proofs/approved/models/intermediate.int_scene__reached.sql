-- grain: campaign_id, member_uid. A member whom a campaign with an occasion reached, alone or in a group, and
-- the community orders from that day to the campaign's end; beside the member's usual basket in the days
-- before.
with scene as (
    select
        campaign_id,
        mall_id,
        node,
        cast(timezone('Asia/Shanghai', timezone('UTC', start_at)) as date) as first_on,
        cast(timezone('Asia/Shanghai', timezone('UTC', end_at)) as date) as last_on
    from "core"."dim_campaign"
    where is_last_known and node <> 'none' and start_at is not null and end_at is not null
),

send as (
    select * from "core"."fct_outreach"
    where is_reached and campaign_id is not null
),

told as (
    select
        campaign_id,
        member_uid,
        business_date
    from send
    where chat_id is null and member_uid is not null
    union all
    select
        send.campaign_id,
        stay.member_uid,
        send.business_date
    from send
    inner join "intermediate"."int_group__stay" as stay
        on
            send.chat_id = stay.chat_id
            and send.sent_at >= stay.joined_at
            and coalesce(send.sent_at < stay.left_at, true)
    where stay.member_uid is not null
),

reached as (
    select
        told.campaign_id,
        told.member_uid,
        scene.mall_id,
        scene.node,
        scene.first_on,
        scene.last_on,
        min(told.business_date) as reached_on
    from told
    inner join scene on told.campaign_id = scene.campaign_id
    where told.business_date <= scene.last_on
    group by
        told.campaign_id, told.member_uid, scene.mall_id, scene.node, scene.first_on, scene.last_on
),

placed as (
    select
        order_key,
        member_uid,
        business_date,
        sum(paid_fen - refund_fen) as net_fen
    from "core"."fct_order_line"
    where member_uid is not null and not is_cancelled
    group by order_key, member_uid, business_date
    having sum(paid_fen - refund_fen) > 0
),

basket as (
    select
        reached.campaign_id,
        reached.member_uid,
        sum(case when placed.business_date >= reached.reached_on then 1 else 0 end) as orders,
        sum(case when placed.business_date >= reached.reached_on then placed.net_fen else 0 end) as net_fen,
        sum(case when placed.business_date < reached.reached_on then 1 else 0 end) as orders_before,
        sum(case when placed.business_date < reached.reached_on then placed.net_fen else 0 end)
            as net_before_fen
    from reached
    inner join placed
        on
            reached.member_uid = placed.member_uid
            and reached.last_on >= placed.business_date
            and (reached.reached_on + -28) <= placed.business_date
    group by reached.campaign_id, reached.member_uid
)

select
    concat(reached.campaign_id, '|', reached.member_uid) as scene_person_id,
    reached.campaign_id,
    reached.member_uid,
    reached.mall_id,
    reached.node,
    reached.reached_on,
    reached.last_on as matures_on,
    cast(coalesce(basket.orders, 0) as bigint) as orders,
    cast(coalesce(basket.net_fen, 0) as bigint) as net_fen,
    coalesce(basket.orders > 0, false) as has_bought,
    -- Only who bought before and now has a change; to the fen, as all money.
    case
        when basket.orders > 0 and basket.orders_before > 0
            then cast(round(cast(basket.net_fen as double) / basket.orders) as bigint)
    end as basket_fen,
    case
        when basket.orders > 0 and basket.orders_before > 0
            then cast(round(cast(basket.net_before_fen as double) / basket.orders_before) as bigint)
    end as usual_basket_fen
from reached
left join basket
    on reached.campaign_id = basket.campaign_id and reached.member_uid = basket.member_uid
