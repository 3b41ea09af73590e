-- grain: event_id. What an event cost by the cost ledger, by kind: lines that name it, and its part of lines
-- that name its campaign alone, in equal parts of a fen among the campaign's events.
{%- set kinds = ['media', 'goods', 'labour', 'message', 'benefit', 'venue'] %}
with event as (
    select * from {{ ref('dim_event') }} where is_last_known
),

cost_line as (
    select * from {{ ref('dim_cost') }} where is_last_known and date <= {{ as_of_date() }}
),

of_campaign as (
    select
        event.event_id,
        cost_line.kind,
        {{ equal_share(
            'cost_line.amount_fen',
            'count(*) over (partition by cost_line.cost_id)',
            'row_number() over (partition by cost_line.cost_id order by event.start_at, event.event_id)'
        ) }} as amount_fen
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
    {%- for kind in kinds %}
    cast(sum(case when kind = '{{ kind }}' then amount_fen else 0 end) as bigint) as {{ kind }}_fen,
    {%- endfor %}
    cast(sum(own_fen) as bigint) as own_fen,
    cast(sum(amount_fen) as bigint) as ledger_fen
from placed
group by event_id
