-- grain: experiment_id, unit, unit_key. The arm that a unit was put in, by this house or by another system;
-- append-only: the first assignment stands.
select
    experiment_id,
    unit,
    unit_key,
    arm,
    probability,
    assigned_at,
    algorithm_version,
    is_external,
    member_uid,
    cluster_key,
    is_rewritten
from "intermediate"."int_experiment__assignment"
order by experiment_id, unit, unit_key
