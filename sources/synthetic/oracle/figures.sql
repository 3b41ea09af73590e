-- Every figure of every period: `truth.metric_truth`. `is_complete`: all days of the period are simulated.
-- `matures_on` is the day at whose end a cohort's figure is final; a figure is told from then on.

create or replace table truth.period as
select day, kind, period_start,
    cast(period_start + case kind when 'day' then 0 when 'week' then 6
        else cast(date_diff('day', period_start, period_start + interval 1 month) as integer) - 1 end as date)
        as period_end
from (
    select day, kind, cast(case kind when 'day' then day when 'week' then date_trunc('week', day)
        else date_trunc('month', day) end as date) as period_start
    from world.calendar
    cross join (values ('day'), ('week'), ('month')) as k (kind)
);

create or replace table truth.metric_truth as
with summed as (
    select a.metric_id, a.about, p.kind, p.period_start, p.period_end, a.mall_id,
        grouping(a.mall_id) = 1 as is_all, a.dimension, a.dimension_value, grouping(a.dimension) = 1 as is_whole,
        sum(a.amount) as numerator, null::double as denominator, null::date as matures_on
    from truth.additive as a
    inner join truth.period as p using (day)
    group by grouping sets (
        (a.metric_id, a.about, p.kind, p.period_start, p.period_end, a.mall_id, a.dimension, a.dimension_value),
        (a.metric_id, a.about, p.kind, p.period_start, p.period_end, a.dimension, a.dimension_value),
        (a.metric_id, a.about, p.kind, p.period_start, p.period_end, a.mall_id),
        (a.metric_id, a.about, p.kind, p.period_start, p.period_end)
    )
    union all
    select d.metric_id, 'people', p.kind, p.period_start, p.period_end, d.mall_id, grouping(d.mall_id) = 1,
        d.dimension, d.dimension_value, grouping(d.dimension) = 1, count(distinct d.person_id), null, null
    from truth.distinct_of as d
    inner join truth.period as p using (day)
    group by grouping sets (
        (d.metric_id, p.kind, p.period_start, p.period_end, d.mall_id, d.dimension, d.dimension_value),
        (d.metric_id, p.kind, p.period_start, p.period_end, d.dimension, d.dimension_value),
        (d.metric_id, p.kind, p.period_start, p.period_end, d.mall_id),
        (d.metric_id, p.kind, p.period_start, p.period_end)
    )
    union all
    select c.metric_id, if(c.metric_id in ('effective_reach_rate'), 'events', 'people'), p.kind, p.period_start,
        p.period_end, c.mall_id, grouping(c.mall_id) = 1, c.dimension, c.dimension_value,
        grouping(c.dimension) = 1, count(*) filter (where c.hit), count(*),
        -- a coupon runs out on a day of its own, the other windows are as long for everybody
        if(c.metric_id = 'coupon_redemption_rate', max(c.day + c.after), p.period_end + max(c.after))
    from truth.cohort as c
    inner join truth.period as p using (day)
    group by grouping sets (
        (c.metric_id, p.kind, p.period_start, p.period_end, c.mall_id, c.dimension, c.dimension_value),
        (c.metric_id, p.kind, p.period_start, p.period_end, c.dimension, c.dimension_value),
        (c.metric_id, p.kind, p.period_start, p.period_end, c.mall_id),
        (c.metric_id, p.kind, p.period_start, p.period_end)
    )
    union all
    select s.metric_id, 'people', p.kind, p.period_start, p.period_end, s.mall_id, grouping(s.mall_id) = 1,
        s.dimension, s.dimension_value, grouping(s.dimension) = 1, sum(s.numerator), sum(s.denominator), null
    from truth.state as s
    inner join truth.period as p on s.day = p.day and p.day = p.period_end
    group by grouping sets (
        (s.metric_id, p.kind, p.period_start, p.period_end, s.mall_id, s.dimension, s.dimension_value),
        (s.metric_id, p.kind, p.period_start, p.period_end, s.dimension, s.dimension_value),
        (s.metric_id, p.kind, p.period_start, p.period_end, s.mall_id),
        (s.metric_id, p.kind, p.period_start, p.period_end)
    )
),

named as (
    select
        metric_id,
        about,
        kind as period_kind,
        period_start,
        period_end,
        if(is_all, 'ALL', coalesce(mall_id, 'unknown')) as mall_id,
        if(is_whole, 'all', dimension) as dimension,
        if(is_whole, null, dimension_value) as dimension_value,
        cast(numerator as double) as numerator,
        cast(denominator as double) as denominator,
        matures_on
    from summed
    where is_whole or dimension != 'all'
),

-- Ratios of two of these figures.
quotient as (
    select r.metric_id, if('people' in (n.about, d.about), 'people', 'events') as about, n.period_kind,
        n.period_start, n.period_end, n.mall_id, 'all' as dimension, null as dimension_value, n.numerator,
        d.numerator as denominator, null as matures_on
    from (
        values ('average_ticket_fen', 'purchase_net_fen', 'purchases'),
        ('visits_per_visitor', 'visit_days', 'visitors'),
        ('average_purchase_day_fen', 'purchase_day_net_fen', 'purchase_days'),
        ('benefit_roi', 'attributed_gmv_fen', 'benefit_cost_fen'),
        ('member_sales_share', 'member_net_sales_fen', 'net_sales_fen'),
        ('visits_per_active_member', 'visit_days', 'active_members')
    ) as r (metric_id, above, below)
    inner join named as n on r.above = n.metric_id and n.dimension = 'all'
    inner join named as d
        on r.below = d.metric_id and d.dimension = 'all' and n.period_kind = d.period_kind
            and n.period_start = d.period_start and n.mall_id = d.mall_id
)

select
    * exclude (period_end),
    if(denominator is null, numerator, numerator / nullif(denominator, 0)) as value,
    period_start >= getvariable('first_day') and period_end <= getvariable('last_day') as is_complete
from (
    select * from named
    union all
    select * from quotient
)
order by all;
