-- The true effect of each experiment on its own people: every visit chance knows whether it would have become
-- a visit with and without the treatment, the other treatments as they were. What a visit buys does not
-- depend on the treatment, so that purchases are known for both as well. `effect_abs` is the mean difference
-- a unit over the days of the outcome that lie within the simulated time; `share_seen` is the part of real
-- visit-days that leaves a proof with a member on it, by which a figure from the feeds is smaller.

create or replace table truth.experiment_unit as
select
    x.experiment_id,
    a.person_id,
    min(a.unit_id) as unit_id,
    min(a.arm) as arm,
    count(distinct a.arm) > 1 as is_crossover,
    bool_and(a.arm = 'treat') as is_treated,
    cast(min(a.assigned_at) as date) as from_day,
    least(cast(min(a.assigned_at) as date) + max(x.outcome_days) - 1,
        cast(getvariable('last_day') as date)) as to_day,
    max(x.visit_lift) as visit_lift,
    max(x.spend_lift) as spend_lift
from world.assignment as a
inner join world.experiment as x using (experiment_id)
where a.unit = 'member'
group by x.experiment_id, a.person_id;

create or replace table truth.experiment_visit as
with chance as (
    select
        u.experiment_id,
        u.person_id,
        c.day,
        c.threshold,
        u.visit_lift,
        -- the holdout's lift lasts as long as the city, the others' as long as the outcome
        if(u.is_treated, c.multiplier / (1 + u.visit_lift), c.multiplier) as without_it
    from truth.experiment_unit as u
    inner join world.visit_chance as c on u.person_id = c.person_id and c.day between u.from_day and u.to_day
)

select
    c.experiment_id,
    c.person_id,
    c.day,
    c.threshold < c.without_it as visits_without,
    c.threshold < c.without_it * (1 + c.visit_lift) as visits_with,
    u01(day_no(c.day) * 4294967296 + c.person_id, 'buys') < p.buy_rate
    or u01(day_no(c.day) * 4294967296 + c.person_id, 'buys more') < 0.35 * p.buy_rate
    or u01(day_no(c.day) * 4294967296 + c.person_id, 'buys most') < 0.12 as buys
from chance as c
inner join world.person as p using (person_id);

create or replace table truth.experiment_truth as
with outcome as (
    select
        u.experiment_id,
        u.person_id,
        u.is_crossover,
        u.spend_lift,
        count(*) filter (where v.visits_without) as days_without,
        count(*) filter (where v.visits_with) as days_with,
        count(*) filter (where v.visits_without and v.buys) as buys_without,
        count(*) filter (where v.visits_with and v.buys) as buys_with
    from truth.experiment_unit as u
    left join truth.experiment_visit as v using (experiment_id, person_id)
    group by all
),

basket as (
    select avg(fen) as fen
    from (
        select sum(net_fen) as fen from world.ticket where person_id is not null and kind = 'sale'
        group by person_id, business_date
    )
),

measured as (
    select experiment_id, 'visit' as metric_id, cast(days_without > 0 as double) as without_it,
        cast(days_with > 0 as double) as with_it, is_crossover from outcome
    union all
    select experiment_id, 'visit_days', days_without, days_with, is_crossover from outcome
    union all
    select experiment_id, 'purchase', cast(buys_without > 0 as double), cast(buys_with > 0 as double),
        is_crossover from outcome
    union all
    select experiment_id, 'purchase_days', buys_without, buys_with, is_crossover from outcome
    union all
    -- money: purchase-days at the city's mean basket, the planted lift of spending on top
    select o.experiment_id, 'net_fen', o.buys_without * b.fen, o.buys_with * b.fen * (1 + o.spend_lift),
        o.is_crossover from outcome as o cross join basket as b
),

seen as (
    select
        u.experiment_id,
        count(distinct (v.person_id, v.business_date)) as days,
        count(distinct (v.person_id, v.business_date)) filter (where t.shown_person_id is not null) as shown
    from truth.experiment_unit as u
    inner join world.visit as v on u.person_id = v.person_id
        and v.business_date between u.from_day and u.to_day
    left join world.ticket as t on v.visit_id = t.visit_id and t.kind = 'sale' and t.is_at_till
    group by u.experiment_id
)

select
    m.experiment_id,
    m.metric_id,
    if(m.metric_id = 'net_fen', 'expected', 'exact') as kind,
    x.visit_lift as planted_visit_lift,
    x.spend_lift as planted_spend_lift,
    count(*) as units,
    count(*) filter (where m.is_crossover) as crossovers,
    avg(m.without_it) as mean_without,
    avg(m.with_it) as mean_with,
    avg(m.with_it - m.without_it) as effect_abs,
    avg(m.with_it - m.without_it) / nullif(avg(m.without_it), 0) as effect_rel,
    max(s.shown) / max(s.days) as share_seen
from measured as m
inner join world.experiment as x using (experiment_id)
left join seen as s using (experiment_id)
group by m.experiment_id, m.metric_id, x.visit_lift, x.spend_lift
union all
-- the pilot: group purchases of a community
select
    x.experiment_id, 'purchase', 'exact', x.visit_lift, x.spend_lift, count(distinct c.person_id), 0,
    count(*) filter (where c.threshold < 1) / count(distinct c.person_id),
        count(*) filter (where c.threshold < 1 + x.visit_lift) / count(distinct c.person_id),
    count(*) filter (where c.threshold >= 1 and c.threshold < 1 + x.visit_lift) / count(distinct c.person_id),
    count(*) filter (where c.threshold >= 1 and c.threshold < 1 + x.visit_lift) / nullif(count(*)
        filter (where c.threshold < 1), 0), 1
from world.experiment as x
inner join scratch.gb_chance as c
    on cast(c.opened_at as date) between cast(x.start_at as date) and cast(
        x.start_at as date) + x.outcome_days - 1
where x.kind = 'pilot'
group by all
order by 1, 2;
