-- One row per period_start, span_end, mall_id and cause: what may have changed the figures of a period and
-- mall, seen until span_end. Of all traces only the nearest count: reach_no 1 is of the period itself, 2 of a
-- member who was there by then, 3 of anything before.
{%- set cell = ['period_start', 'span_end', 'mall_id'] %}

with figure as (
    select * from {{ ref('int_restatement__figure') }}
),

evidence as (
    select * from {{ ref('int_restatement__evidence') }}
),

cell as (
    select distinct {{ cell | join(', ') }}
    from figure
),

mall as (
    select distinct mall_id
    from cell
),

evidence_of_mall as (
    select evidence.* replace (mall.mall_id as mall_id)
    from evidence
    inner join mall
        on evidence.mall_id is null or evidence.mall_id = mall.mall_id or mall.mall_id = 'ALL'
),

began as (
    select
        mall_id,
        cause,
        feed,
        min(case when kind in ('member', 'life') then first_day end) as life_began_on,
        min(coalesce(first_day, date '0001-01-01')) as began_on,
        min(ledger_seq_from) as ledger_seq_from,
        max(ledger_seq_to) as ledger_seq_to
    from evidence_of_mall
    group by mall_id, cause, feed
),

anywhere as (
    select
        cause,
        feed,
        min(coalesce(first_day, date '0001-01-01')) as began_on,
        min(ledger_seq_from) as ledger_seq_from,
        max(ledger_seq_to) as ledger_seq_to
    from evidence
    group by cause, feed
),

trace as (
    select
        1 as reach_no,
        cell.*,
        evidence_of_mall.cause,
        evidence_of_mall.feed,
        evidence_of_mall.ledger_seq_from,
        evidence_of_mall.ledger_seq_to
    from cell
    inner join evidence_of_mall
        on
            cell.mall_id = evidence_of_mall.mall_id
            and cell.span_end >= evidence_of_mall.first_day
            and cell.period_start <= evidence_of_mall.last_day
    where evidence_of_mall.kind in ('record', 'member')
    union all
    select
        2 as reach_no,
        cell.*,
        began.cause,
        began.feed,
        began.ledger_seq_from,
        began.ledger_seq_to
    from cell
    inner join began
        on cell.mall_id = began.mall_id and cell.span_end >= began.life_began_on
    union all
    select
        3 as reach_no,
        cell.*,
        anywhere.cause,
        anywhere.feed,
        anywhere.ledger_seq_from,
        anywhere.ledger_seq_to
    from cell
    inner join anywhere on cell.span_end >= anywhere.began_on
),

nearest as (
    select *
    from trace
    qualify reach_no = min(reach_no) over (partition by {{ cell | join(', ') }})
),

cause_of_cell as (
    select
        {{ cell | join(',\n        ') }},
        cause,
        {{ cause_rank('cause') }} as cause_rank,
        min(reach_no) as reach_no,
        string_agg(distinct feed, ',' order by feed) as feeds,
        min(ledger_seq_from) as ledger_seq_from,
        max(ledger_seq_to) as ledger_seq_to
    from nearest
    group by {{ cell | join(', ') }}, cause
)

select * from cause_of_cell
