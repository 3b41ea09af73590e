-- grain: experiment_id, covariate, arm. Means of what was balanced before a programme, and how far apart
-- both groups were before and after weighting.
select
    programme_id as experiment_id,
    covariate,
    'participants' as arm,
    mean_treat as mean,
    mean_treat as mean_weighted,
    smd_before,
    smd_after
from "intermediate"."int_programme__balance"
union all
select
    programme_id as experiment_id,
    covariate,
    'control' as arm,
    mean_control as mean,
    mean_control_weighted as mean_weighted,
    cast(null as double) as smd_before,
    cast(null as double) as smd_after
from "intermediate"."int_programme__balance"
