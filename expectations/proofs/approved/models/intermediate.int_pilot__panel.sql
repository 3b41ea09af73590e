-- grain: experiment_id, metric_id, cluster_id, week_no. What the people of a community did in each whole week
-- around the assignment, week 0 being the first after it. A community in which nobody did anything has zeros.
with look as (
    select * from "intermediate"."int_pilot__look" where null_reason is null
),

subject as (
    select
        subject.experiment_id,
        subject.cluster_id,
        subject.member_uid,
        not design.is_control as is_treated
    from "intermediate"."int_experiment__subject" as subject
    inner join "intermediate"."int_experiment__design" as design
        on subject.experiment_id = design.experiment_id and subject.arm = design.arm
    where subject.cluster_id is not null
),

community as (
    select
        experiment_id,
        cluster_id,
        bool_or(is_treated) as is_treated,
        count(*) as people
    from subject
    group by experiment_id, cluster_id
),

week as (
    select
        experiment_id,
        first_assigned_on,
        unnest(range(-weeks_before, weeks_after)) as week_no
    from look
),

spell as (
    select
        experiment_id,
        week_no,
        (first_assigned_on + cast(7 * week_no as integer)) as from_on
    from week
),

-- Person by person, as a visit of a week is one however many there were.
done as (
    select
        subject.experiment_id,
        subject.cluster_id,
        spell.week_no,
        subject.member_uid,
        
        cast(sum(member_day.visit_days) as bigint) as visit_days,
        cast(sum(member_day.purchase_days) as bigint) as purchase_days,
        cast(sum(member_day.net_fen) as bigint) as net_fen,
        cast(sum(member_day.redemptions) as bigint) as redemptions,
        cast(sum(member_day.margin_fen) as bigint) as margin_fen,
        cast(sum(member_day.discount_fen) as bigint) as discount_fen
    from spell
    inner join subject on spell.experiment_id = subject.experiment_id
    inner join "intermediate"."int_experiment__member_day" as member_day
        on
            subject.member_uid = member_day.member_uid
            and spell.from_on <= member_day.business_date
            and (spell.from_on + 7) > member_day.business_date
    group by subject.experiment_id, subject.cluster_id, spell.week_no, subject.member_uid
),

measured as (
    select
        done.experiment_id,
        done.cluster_id,
        done.week_no,
        least(coalesce(done.visit_days, 0), 1) as visit,
    coalesce(done.visit_days, 0) as visit_days,
    least(coalesce(done.purchase_days, 0), 1) as purchase,
    coalesce(done.purchase_days, 0) as purchase_days,
    coalesce(done.net_fen, 0) as net_fen,
    least(coalesce(done.redemptions, 0), 1) as redemption,
        done.margin_fen - done.discount_fen as profit_fen
    from done
),

summed as (
    select
        experiment_id,
        'visit' as metric_id,
        cluster_id,
        week_no,
        sum(visit) as total
    from measured
    group by experiment_id, cluster_id, week_no
    union all
    select
        experiment_id,
        'visit_days' as metric_id,
        cluster_id,
        week_no,
        sum(visit_days) as total
    from measured
    group by experiment_id, cluster_id, week_no
    union all
    select
        experiment_id,
        'purchase' as metric_id,
        cluster_id,
        week_no,
        sum(purchase) as total
    from measured
    group by experiment_id, cluster_id, week_no
    union all
    select
        experiment_id,
        'purchase_days' as metric_id,
        cluster_id,
        week_no,
        sum(purchase_days) as total
    from measured
    group by experiment_id, cluster_id, week_no
    union all
    select
        experiment_id,
        'net_fen' as metric_id,
        cluster_id,
        week_no,
        sum(net_fen) as total
    from measured
    group by experiment_id, cluster_id, week_no
    union all
    select
        experiment_id,
        'redemption' as metric_id,
        cluster_id,
        week_no,
        sum(redemption) as total
    from measured
    group by experiment_id, cluster_id, week_no
    union all
    select
        experiment_id,
        'profit_fen' as metric_id,
        cluster_id,
        week_no,
        sum(profit_fen) as total
    from measured
    group by experiment_id, cluster_id, week_no
    
),

metric as (
    select
        'visit' as metric_id,
        -- A sum over the weeks of the window, or the share of people in an average week.
        false as is_sum
    union all
    select
        'visit_days' as metric_id,
        -- A sum over the weeks of the window, or the share of people in an average week.
        true as is_sum
    union all
    select
        'purchase' as metric_id,
        -- A sum over the weeks of the window, or the share of people in an average week.
        false as is_sum
    union all
    select
        'purchase_days' as metric_id,
        -- A sum over the weeks of the window, or the share of people in an average week.
        true as is_sum
    union all
    select
        'net_fen' as metric_id,
        -- A sum over the weeks of the window, or the share of people in an average week.
        true as is_sum
    union all
    select
        'redemption' as metric_id,
        -- A sum over the weeks of the window, or the share of people in an average week.
        false as is_sum
    union all
    select
        'profit_fen' as metric_id,
        -- A sum over the weeks of the window, or the share of people in an average week.
        true as is_sum
    
)

select
    community.experiment_id,
    metric.metric_id,
    community.cluster_id,
    week.week_no,
    community.is_treated,
    community.people,
    metric.is_sum,
    cast(coalesce(summed.total, 0) as bigint) as total
from community
inner join week on community.experiment_id = week.experiment_id
cross join metric
left join summed
    on
        community.experiment_id = summed.experiment_id
        and metric.metric_id = summed.metric_id
        and community.cluster_id = summed.cluster_id
        and week.week_no = summed.week_no
