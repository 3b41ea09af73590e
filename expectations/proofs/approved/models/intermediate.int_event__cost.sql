-- grain: event_id. What an event cost by the cost ledger, by kind: lines that name it, and its part of lines
-- that name its campaign alone, in equal parts of a fen among the campaign's events.
with event as (
    select * from "core"."dim_event" where is_last_known
),

cost_line as (
    select * from "core"."dim_cost" where is_last_known and date <= (select as_of_date from "control"."run")
),

of_campaign as (
    select
        event.event_id,
        cost_line.kind,
        cast(
        (cost_line.amount_fen - cost_line.amount_fen % count(*) over (partition by cost_line.cost_id)) / count(*) over (partition by cost_line.cost_id)
        + case when row_number() over (partition by cost_line.cost_id order by event.start_at, event.event_id) = 1 then cost_line.amount_fen % count(*) over (partition by cost_line.cost_id) else 0 end
        as bigint
    ) as amount_fen
    from cost_line
    inner join event on cost_line.campaign_id = event.campaign_id
    where cost_line.event_id is null
),

placed as (
    select
        event_id,
        kind,
        amount_fen,
        amount_fen as own_fen
    from cost_line
    where event_id is not null
    union all
    select
        event_id,
        kind,
        amount_fen,
        0 as own_fen
    from of_campaign
)

select
    event_id,
    cast(sum(case when kind = 'media' then amount_fen else 0 end) as bigint) as media_fen,
    cast(sum(case when kind = 'goods' then amount_fen else 0 end) as bigint) as goods_fen,
    cast(sum(case when kind = 'labour' then amount_fen else 0 end) as bigint) as labour_fen,
    cast(sum(case when kind = 'message' then amount_fen else 0 end) as bigint) as message_fen,
    cast(sum(case when kind = 'benefit' then amount_fen else 0 end) as bigint) as benefit_fen,
    cast(sum(case when kind = 'venue' then amount_fen else 0 end) as bigint) as venue_fen,
    cast(sum(own_fen) as bigint) as own_fen,
    cast(sum(amount_fen) as bigint) as ledger_fen
from placed
group by event_id
