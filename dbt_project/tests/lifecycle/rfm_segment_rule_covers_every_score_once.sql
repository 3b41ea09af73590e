-- Each combination of scores 1 to 5 falls in exactly one box, and each of the eleven segments has one.
with score as (
    select unnest(generate_series(1, 5)) as score
),

combination as (
    select
        recency.score as r_score,
        frequency.score as f_score,
        money.score as m_score
    from score as recency
    cross join score as frequency
    cross join score as money
),

matched as (
    select
        combination.r_score,
        combination.f_score,
        combination.m_score,
        count(rule.segment) as boxes
    from combination
    left join {{ ref('rfm_segment_rule') }} as rule
        on
            combination.r_score between rule.r_from and rule.r_to
            and combination.f_score between rule.f_from and rule.f_to
            and combination.m_score between rule.m_from and rule.m_to
    group by combination.r_score, combination.f_score, combination.m_score
)

select concat(r_score, f_score, m_score) as fault
from matched
where boxes <> 1
union all
select segment.segment as fault
from {{ ref('rfm_segment') }} as segment
left join {{ ref('rfm_segment_rule') }} as rule on segment.segment = rule.segment
where rule.segment is null
