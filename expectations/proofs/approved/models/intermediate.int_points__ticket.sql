-- grain: ticket_id. Till tickets that members got points for: the points, what was paid, and whether points
-- were taken back once the ticket was brought back. The ledger names a ticket by its number, which the tills
-- of a mall use again and again: member, mall and day must agree, and of several tickets it is the one of
-- the nearest time.
with purchase as (
    select * from "core"."fct_purchase" where member_uid is not null and ticket_no is not null
),

entry as (
    select * from "core"."fct_points" where member_uid is not null and ref_no is not null
),

gain as (
    select
        purchase.ticket_id,
        entry.change,
        row_number() over (
            partition by entry.entry_no
            order by abs(date_diff('second', purchase.sold_at, entry.occurred_at)), purchase.ticket_id
        ) as nearness
    from purchase
    inner join entry
        on
            purchase.member_uid = entry.member_uid
            and purchase.mall_id = entry.mall_id
            and purchase.ticket_no = entry.ref_no
            and purchase.business_date = entry.business_date
    where purchase.ticket_kind = 'sale' and entry.reason = 'purchase' and purchase.net_fen > 0
),

gained as (
    select
        ticket_id,
        cast(sum(change) as bigint) as points
    from gain
    where nearness = 1
    group by ticket_id
),

brought_back as (
    select
        original.ticket_id,
        original.member_uid,
        original.mall_id,
        original.ticket_no,
        returned.ticket_no as return_no,
        returned.business_date as returned_on,
        returned.sold_at as returned_at,
        returned.net_fen
    from purchase as original
    inner join gained on original.ticket_id = gained.ticket_id
    inner join "core"."fct_purchase" as returned on original.ticket_id = returned.original_ticket_id
    where returned.ticket_kind = 'return'
),

returned_ticket as (
    select
        ticket_id,
        min(returned_on) as returned_on,
        (max(returned_on) + 3) - 1 as matures_on,
        cast(-sum(net_fen) as bigint) as returned_fen
    from brought_back
    group by ticket_id
),

clawback as (
    select
        brought_back.ticket_id,
        entry.change,
        row_number() over (
            partition by entry.entry_no
            order by
                abs(date_diff('second', brought_back.returned_at, entry.occurred_at)), brought_back.ticket_id
        ) as nearness
    from brought_back
    inner join entry
        on
            brought_back.member_uid = entry.member_uid
            and brought_back.mall_id = entry.mall_id
            and entry.ref_no in (brought_back.ticket_no, brought_back.return_no)
            and brought_back.returned_on <= entry.business_date
            and (brought_back.returned_on + 3) > entry.business_date
    where entry.reason = 'clawback'
),

taken_back as (
    select
        ticket_id,
        cast(-sum(change) as bigint) as points
    from clawback
    where nearness = 1
    group by ticket_id
)

select
    purchase.ticket_id,
    purchase.mall_id,
    purchase.business_date,
    purchase.net_fen,
    gained.points,
    returned_ticket.returned_on,
    returned_ticket.returned_fen,
    coalesce(taken_back.points, 0) as points_taken_back,
    returned_ticket.matures_on,
    returned_ticket.returned_on is not null as is_returned,
    coalesce(taken_back.points > 0, false) as is_taken_back
from gained
inner join purchase on gained.ticket_id = purchase.ticket_id
left join returned_ticket on gained.ticket_id = returned_ticket.ticket_id
left join taken_back on gained.ticket_id = taken_back.ticket_id
