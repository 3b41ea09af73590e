-- grain: member_uid, business_date. What a member of any experiment or programme did on a day, as experiments
-- count it. Margin is the shop's, or the general one where the shop tells none; of coupons counts what the
-- house bears.
with member as (
    select member_uid from "intermediate"."int_experiment__allocation"
    where member_uid is not null
    union
    select member_uid from "intermediate"."int_programme__unit"
),

shop as (
    select * from "core"."dim_shop" where is_last_known
),

ticket as (
    select
        ticket.member_uid,
        ticket.business_date,
        sum(cast(round(
            ticket.net_fen * cast(
                coalesce(nullif(shop.margin_rate, 0), 0.2) as double
            )
        ) as bigint)) as margin_fen
    from "intermediate"."int_purchase__ticket" as ticket
    left join shop on ticket.shop_id = shop.shop_id
    where ticket.member_uid is not null
    group by ticket.member_uid, ticket.business_date
),

redemption as (
    select
        member_uid,
        business_date,
        count(*) as redemptions,
        sum(case when bearer = 'mall' then coalesce(cost_fen, face_value_fen, 0) else 0 end) as discount_fen
    from "intermediate"."int_benefit__state"
    where state = 'redeemed' and member_uid is not null
    group by member_uid, business_date
),

event_day as (
    select * from "lifecycle"."int_member__event_day"
    where visit_days > 0 or purchase_days > 0 or net_fen <> 0
),

-- A redemption is a visit where the shop is known, but not everywhere.
active_day as (
    select
        member_uid,
        business_date
    from event_day
    union
    select
        member_uid,
        business_date
    from redemption
)

select
    active_day.member_uid,
    active_day.business_date,
    coalesce(event_day.visit_days, 0) as visit_days,
    coalesce(event_day.purchase_days, 0) as purchase_days,
    coalesce(event_day.net_fen, 0) as net_fen,
    cast(coalesce(ticket.margin_fen, 0) as bigint) as margin_fen,
    coalesce(redemption.redemptions, 0) as redemptions,
    cast(coalesce(redemption.discount_fen, 0) as bigint) as discount_fen
from active_day
inner join member on active_day.member_uid = member.member_uid
left join event_day
    on active_day.member_uid = event_day.member_uid and active_day.business_date = event_day.business_date
left join ticket
    on active_day.member_uid = ticket.member_uid and active_day.business_date = ticket.business_date
left join redemption
    on active_day.member_uid = redemption.member_uid and active_day.business_date = redemption.business_date
