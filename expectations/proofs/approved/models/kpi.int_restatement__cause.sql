-- One row per period_start, span_end, mall_id, counts and cause: what may have changed the figures of a
-- period and mall, seen until span_end. Of all traces only the nearest matter: reach_no 1 is of the period
-- itself, 2 of a member who was there by then, 3 of anything before. Who is who does not change how many
-- events there were, and an event of nobody changes no member. Figures that were
-- traced row by row need none of this.

with figure as (
    select *
    from "kpi"."int_restatement__figure"
    where not is_traced
),

evidence as (
    select * from "kpi"."int_restatement__evidence"
),

cell as (
    select distinct period_start, span_end, mall_id, counts
    from figure
),

place as (
    select distinct
        mall_id,
        counts
    from cell
),

heard as (
    select
        'events' as counts,
        evidence.*
    from evidence
    where evidence.kind in ('record', 'whole')
    union all
    select
        'members' as counts,
        evidence.*
    from evidence
    where evidence.kind in ('personal', 'member', 'life', 'whole')
    union all
    select
        'both' as counts,
        evidence.*
    from evidence
    where evidence.kind in ('record', 'member', 'life', 'whole')
    
),

evidence_of_mall as (
    select heard.* replace (place.mall_id as mall_id)
    from heard
    inner join place
        on
            heard.counts = place.counts
            and (heard.mall_id is null or heard.mall_id = place.mall_id or place.mall_id = 'ALL')
),

began as (
    select
        mall_id,
        counts,
        cause,
        feed,
        min(case when kind in ('member', 'life') then first_day end) as life_began_on,
        min(coalesce(first_day, date '0001-01-01')) as began_on,
        min(ledger_seq_from) as ledger_seq_from,
        max(ledger_seq_to) as ledger_seq_to
    from evidence_of_mall
    group by mall_id, counts, cause, feed
),

anywhere as (
    select
        counts,
        cause,
        feed,
        min(coalesce(first_day, date '0001-01-01')) as began_on,
        min(ledger_seq_from) as ledger_seq_from,
        max(ledger_seq_to) as ledger_seq_to
    from heard
    group by counts, cause, feed
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
            and cell.counts = evidence_of_mall.counts
            and cell.span_end >= evidence_of_mall.first_day
            and cell.period_start <= evidence_of_mall.last_day
    where evidence_of_mall.kind in ('record', 'personal', 'member')
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
        on
            cell.mall_id = began.mall_id
            and cell.counts = began.counts
            and cell.span_end >= began.life_began_on
    union all
    select
        3 as reach_no,
        cell.*,
        anywhere.cause,
        anywhere.feed,
        anywhere.ledger_seq_from,
        anywhere.ledger_seq_to
    from cell
    inner join anywhere
        on cell.counts = anywhere.counts and cell.span_end >= anywhere.began_on
),

nearest as (
    select *
    from trace
    qualify reach_no = min(reach_no) over (partition by period_start, span_end, mall_id, counts)
),

cause_of_cell as (
    select
        period_start,
        span_end,
        mall_id,
        counts,
        cause,
        case cause
        when 'changed_definition' then 1
        when 'changed_parameter' then 2
        when 'erasure' then 3
        when 'steward' then 4
        when 'identity_split' then 5
        when 'identity_merge' then 6
        when 'identity_binding' then 7
        when 'delivery_withdrawn' then 8
        when 'corrected_delivery' then 9
        when 'late_data' then 10
        when 'unexplained' then 11
    end as cause_rank,
        min(reach_no) as reach_no,
        string_agg(distinct feed, ',' order by feed) as feeds,
        min(ledger_seq_from) as ledger_seq_from,
        max(ledger_seq_to) as ledger_seq_to
    from nearest
    group by period_start, span_end, mall_id, counts, cause
)

select * from cause_of_cell
