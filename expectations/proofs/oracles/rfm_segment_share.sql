-- Members of a segment out of all members scored at a month's end.
with scored as (
    select
        cast(date_trunc('{period}', month_end) as date) as period_start,
        {mall} as mall,
        {dimension} as dimension_value,
        member_uid
    from (select *, segment as rfm_segment from lifecycle.int_member__rfm_month_end) as named
),

whole as (
    select period_start, mall, count(distinct member_uid) as members
    from scored
    group by period_start, mall
)

select
    scored.period_start,
    scored.mall,
    scored.dimension_value,
    count(distinct scored.member_uid) / nullif(max(whole.members), 0) as value
from scored
inner join whole on scored.period_start = whole.period_start and scored.mall = whole.mall
group by scored.period_start, scored.mall, scored.dimension_value
