-- grain: coupon_code. A coupon that somebody used who came to an event, on the event's dates, at its mall or
-- as a coupon of its campaign: what it brought (B11), the margin on that, and what the house bears of it.
-- Of several events it is the one of its campaign, else the one whose check-in is nearest.
with event as (
    select
        event_id,
        cast(timezone('Asia/Shanghai', timezone('UTC', start_at)) as date) as held_on
    from "core"."dim_event"
    where is_last_known
),

came as (
    select
        attendance.event_id,
        attendance.guest_id,
        attendance.member_uid,
        attendance.mall_id,
        attendance.campaign_id,
        attendance.checked_in_at,
        coalesce(event.held_on, cast(timezone('Asia/Shanghai', timezone('UTC', attendance.checked_in_at)) as date)) as held_on
    from "core"."fct_event_attendance" as attendance
    left join event on attendance.event_id = event.event_id
    where attendance.checked_in_at is not null and attendance.member_uid is not null
),

redemption as (
    select * from "core"."fct_benefit" where state = 'redeemed' and member_uid is not null
),

ticket as (
    select * from "core"."fct_purchase"
),

shop as (
    select * from "core"."dim_shop" where is_last_known
),

matched as (
    select
        redemption.coupon_code,
        came.event_id,
        came.guest_id,
        redemption.ticket_id,
        redemption.bearer,
        coalesce(redemption.campaign_id = came.campaign_id, false) as is_of_campaign,
        abs(date_diff('second', came.checked_in_at, redemption.state_at)) as seconds_apart,
        coalesce(redemption.attributed_fen, 0) as attributed_fen,
        coalesce(redemption.halo_fen, 0) as halo_fen,
        coalesce(redemption.cost_fen, redemption.face_value_fen, 0) as coupon_fen
    from redemption
    inner join came
        on
            redemption.member_uid = came.member_uid
            and redemption.business_date >= came.held_on
            and redemption.business_date < (came.held_on + 1)
    where
        coalesce(redemption.mall_id = came.mall_id, false)
        or coalesce(redemption.campaign_id = came.campaign_id, false)
),

chosen as (
    select
        *,
        row_number() over (
            partition by coupon_code order by is_of_campaign desc, seconds_apart asc, event_id asc
        ) as choice
    from matched
)

select
    chosen.coupon_code,
    chosen.event_id,
    chosen.guest_id,
    chosen.attributed_fen,
    chosen.halo_fen,
    cast(
        round(
            chosen.attributed_fen
            * cast(coalesce(nullif(shop.margin_rate, 0), 0.2) as double)
        ) as bigint
    ) as margin_fen,
    case when chosen.bearer = 'mall' then chosen.coupon_fen else 0 end as coupon_cost_fen
from chosen
left join ticket on chosen.ticket_id = ticket.ticket_id
left join shop on ticket.shop_id = shop.shop_id
where chosen.choice = 1
