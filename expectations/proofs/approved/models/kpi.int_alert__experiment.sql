-- grain: rule_id, object_id, day. Experiments that were broken: how many people so far, on each day on which
-- there were more; the share of crossovers and the sample ratio at each look. What was broken stays so until
-- the experiment is over, and is closed on that day.
with look as (
    select * from "intermediate"."int_experiment__look"
),

subject as (
    select * from "intermediate"."int_experiment__subject"
),

breach as (
    select
        experiment_id,
        rule,
        broken_on as day,
        cast(sum(count(*)) over (partition by experiment_id, rule order by broken_on) as bigint) as numerator
    from "intermediate"."int_experiment__breach"
    where rule <> 'crossover'
    group by experiment_id, rule, broken_on
),

crossover as (
    select
        look.experiment_id,
        look.counted_until,
        count(*) filter (where subject.is_crossover) as numerator,
        count(*) as denominator
    from look
    inner join subject
        on look.experiment_id = subject.experiment_id and look.counted_until > subject.assigned_on
    group by look.experiment_id, look.counted_until
),

sample_ratio as (
    select
        look.experiment_id,
        look.counted_until,
        min(estimate.srm_p) as srm_p
    from look
    inner join "intermediate"."int_experiment__estimate" as estimate
        on look.experiment_id = estimate.experiment_id and look.look_no = estimate.look_no
    where estimate.segment_id = 'all' and estimate.srm_p is not null
    group by look.experiment_id, look.counted_until
),

measured as (
    select
        experiment_id,
        rule,
        day,
        numerator,
        null as denominator,
        cast(numerator as double) as value
    from breach
    union all
    select
        experiment_id,
        'crossover' as rule,
        (counted_until + -1) as day,
        numerator,
        denominator,
        cast(numerator as double) / denominator as value
    from crossover
    union all
    select
        experiment_id,
        'sample_ratio' as rule,
        (counted_until + -1) as day,
        null as numerator,
        null as denominator,
        srm_p as value
    from sample_ratio
),

-- On the day after the last window nothing is measured any more.
dated as (
    select * from measured
    union all
    select
        measured.experiment_id,
        measured.rule,
        greatest(look.counted_until, (max(measured.day) + 1)) as day,
        null as numerator,
        null as denominator,
        null as value
    from measured
    inner join look on measured.experiment_id = look.experiment_id and look.is_final_look
    group by measured.experiment_id, measured.rule, look.counted_until
),

bounded as (
    select
        *,
        case rule
            when 'holdout_in_send' then 0
            when 'assigned_late' then 0
            when 'not_in_ledger' then 0
            when 'crossover' then 0.01
            when 'sample_ratio' then 0.001
        end as critical,
        case rule
            when 'holdout_in_send' then 'down'
            when 'assigned_late' then 'down'
            when 'not_in_ledger' then 'down'
            when 'crossover' then 'down'
            when 'sample_ratio' then 'up'
        end as direction,
        case rule
            when 'holdout_in_send' then 'operations_lead'
            when 'assigned_late' then 'operations_lead'
            when 'not_in_ledger' then 'operations_lead'
            when 'crossover' then 'member_data'
            when 'sample_ratio' then 'member_data'
        end as owner_role
    from dated
    where day <= (select as_of_date from "control"."run")
)

select
    concat('experiment:', rule) as rule_id,
    experiment_id as object_id,
    day,
    cast(null as varchar) as metric_id,
    'ALL' as mall_id,
    'experiment' as dimension,
    experiment_id as dimension_value,
    'day' as period_kind,
    day as period_start,
    numerator,
    denominator,
    value,
    direction,
    cast(null as double) as warn,
    cast(critical as double) as critical,
    case
        when direction = 'down' and value > critical then 'critical'
        when direction = 'up' and value < critical then 'critical'
    end as severity,
    owner_role,
    'PB-EXPERIMENT-BROKEN' as playbook_id
from bounded
