-- grain: member_uid, valid_from. What a member had bought by the end of a day, from that day until the next
-- one with a ticket. Margin is known of tickets whose shop tells a rate; 0 stands for "not known".
with ticket as (
    select * from "intermediate"."int_purchase__ticket"
    where member_uid is not null and business_date <= (select as_of_date from "control"."run")
),

shop as (
    select * from "core"."dim_shop" where is_last_known
),

priced as (
    select
        ticket.member_uid,
        ticket.business_date,
        ticket.net_fen,
        case when ticket.is_purchase then ticket.purchase_fen else 0 end as purchase_fen,
        case when ticket.is_purchase then 1 else 0 end as purchases,
        nullif(shop.margin_rate, 0) as margin_rate
    from ticket
    left join shop on ticket.shop_id = shop.shop_id
),

ticket_day as (
    select
        member_uid,
        business_date,
        sum(net_fen) as net_fen,
        sum(purchase_fen) as purchase_fen,
        max(purchases) as purchase_days,
        sum(case when margin_rate is not null then net_fen else 0 end) as margin_base_fen,
        cast(round(sum(coalesce(net_fen * cast(margin_rate as double), 0))) as bigint) as margin_fen
    from priced
    group by member_uid, business_date
),

running as (
    select
        member_uid,
        business_date as valid_from,
        lead(business_date, 1, date '9999-12-31') over by_day as valid_to,
        sum(purchase_days) over by_day as purchase_days,
        min(case when purchase_days > 0 then business_date end) over by_day as first_purchase_on,
        max(case when purchase_days > 0 then business_date end) over by_day as last_purchase_on,
        sum(purchase_fen) over by_day as purchase_fen,
        sum(net_fen) over by_day as net_fen,
        sum(margin_base_fen) over by_day as margin_base_fen,
        sum(margin_fen) over by_day as margin_fen,
        case
            when purchase_days > 0 and sum(purchase_days) over by_day = 1 then purchase_fen
        end as opening_fen
    from ticket_day
    window by_day as (partition by member_uid order by business_date)
)

select
    member_uid,
    valid_from,
    valid_to,
    first_purchase_on,
    last_purchase_on,
    cast(purchase_days as bigint) as purchase_days,
    cast(purchase_fen as bigint) as purchase_fen,
    cast(
        max(opening_fen) over (
            partition by member_uid order by valid_from rows between unbounded preceding and current row
        ) as bigint
    ) as first_purchase_fen,
    cast(net_fen as bigint) as net_fen,
    cast(margin_base_fen as bigint) as margin_base_fen,
    cast(margin_fen as bigint) as margin_fen
from running
