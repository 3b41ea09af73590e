-- grain: experiment_id, look_no. Calendar months of a universal holdout that are over and through which it
-- held; the number of a month is yyyymm. Each is one comparison, looked at once.
with design as (
    select
        experiment_id,
        min(start_on) as start_on,
        min(end_on) as end_on
    from "intermediate"."int_experiment__design"
    where kind = 'universal_holdout'
    group by experiment_id
),

span as (
    select
        design.experiment_id,
        design.end_on,
        min(subject.assigned_on) as first_assigned_on
    from design
    inner join "intermediate"."int_experiment__subject" as subject on design.experiment_id = subject.experiment_id
    group by design.experiment_id, design.end_on
),

month as (
    select
        experiment_id,
        end_on,
        first_assigned_on,
        cast(unnest(generate_series(
            date_trunc('month', first_assigned_on), (select as_of_date from "control"."run"), interval 1 month
        )) as date) as month_start
    from span
),

dated as (
    select
        *,
        cast(month_start + interval 1 month as date) as month_end
    from month
)

select
    experiment_id,
    cast(date_part('year', month_start) * 100 + date_part('month', month_start) as bigint) as look_no,
    month_start,
    month_end,
    true as is_final_look
from dated
where
    first_assigned_on <= month_start
    and month_end <= ((select as_of_date from "control"."run") + 1)
    and coalesce(end_on >= month_end, true)
