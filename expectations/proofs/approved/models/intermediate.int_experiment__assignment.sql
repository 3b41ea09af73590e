-- grain: experiment_id, unit, unit_key. Units in an arm, out of the house's own ledger and of what other
-- systems assigned. Append-only: the first assignment of a unit stands, whatever a later one tells.
with told as (
    select
        experiment_id,
        unit,
        unit_key,
        arm,
        cast(probability as double) as probability,
        assigned_at,
        business_date as assigned_on,
        'external' as algorithm_version,
        true as is_external,
        cast(null as varchar) as cluster_key,
        is_rewritten
    from "staging"."stg_experiment_assignment"
    union all
    select
        experiment_id,
        unit,
        unit_key,
        arm,
        probability,
        assigned_at,
        cast(timezone('Asia/Shanghai', timezone('UTC', assigned_at)) - 0 * interval '1' hour as date) as assigned_on,
        algorithm_version,
        false as is_external,
        cluster_key,
        false as is_rewritten
    from "control"."assignment_ledger"
),

ordered as (
    select
        *,
        row_number() over by_unit as assignment_no,
        bool_or(is_rewritten) over unit_whole
        or min(arm) over unit_whole <> max(arm) over unit_whole as is_rewritten_unit
    from told
    where assigned_on <= (select as_of_date from "control"."run")
    window
        by_unit as (partition by experiment_id, unit, unit_key order by assigned_at, is_external, arm),
        unit_whole as (partition by experiment_id, unit, unit_key)
),

identifier as (
    select * from "identity"."int_identity__member_identifier"
),

redirect as (
    select * from "core"."member_redirect"
)

select
    ordered.experiment_id,
    ordered.unit,
    ordered.unit_key,
    ordered.arm,
    ordered.probability,
    ordered.assigned_at,
    ordered.assigned_on,
    ordered.algorithm_version,
    ordered.is_external,
    case
        when ordered.unit = 'member' then coalesce(redirect.member_uid, ordered.unit_key)
        else identifier.member_uid
    end as member_uid,
    case
        when ordered.unit in ('household', 'community') then ordered.unit_key
        else ordered.cluster_key
    end as cluster_key,
    ordered.is_rewritten_unit as is_rewritten
from ordered
left join identifier
    on ordered.unit = identifier.identifier_type and ordered.unit_key = identifier.identifier_hash
left join redirect on ordered.unit_key = redirect.old_member_uid
where ordered.assignment_no = 1
