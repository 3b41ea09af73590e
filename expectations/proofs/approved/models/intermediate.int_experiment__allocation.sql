-- grain: experiment_id, subject_id. Persons by the arm that they were put in: alone, or with their household
-- or community, whose members count that it had at the assignment. A unit that nobody knows is a subject too,
-- with nothing done. Of several assignments of one person the earliest stands: nobody is moved.
with assignment as (
    select * from "intermediate"."int_experiment__assignment"
),

household_member as (
    select * from "core"."bridge_household_member"
),

household_name as (
    select distinct household_uid from household_member
),

-- A household bears the name of its oldest member. Where more was learned since, that member leads to it.
household_now as (
    select
        assignment.experiment_id,
        assignment.unit,
        assignment.unit_key,
        assignment.assigned_at,
        coalesce(named.household_uid, eldest.household_uid) as household_uid
    from assignment
    left join household_name as named on assignment.unit_key = named.household_uid
    left join "core"."member_redirect" as redirect
        on redirect.old_member_uid = concat('M', substr(assignment.unit_key, 2))
    left join household_member as eldest
        on eldest.member_uid = coalesce(redirect.member_uid, concat('M', substr(assignment.unit_key, 2)))
    where assignment.unit = 'household'
),

household as (
    select
        household_now.experiment_id,
        household_now.unit,
        household_now.unit_key,
        household_member.member_uid
    from household_now
    inner join household_member
        on
            household_now.household_uid = household_member.household_uid
            and household_now.assigned_at >= household_member.valid_from
            and household_now.assigned_at < coalesce(household_member.valid_to, timestamp '9999-12-31')
),

-- Where a member last ordered before the assignment.
community as (
    select
        assignment.experiment_id,
        assignment.unit,
        assignment.unit_key,
        ordered.member_uid
    from assignment
    inner join "core"."fct_order_line" as ordered
        on assignment.unit_key = ordered.community_id and assignment.assigned_at > ordered.paid_at
    where assignment.unit = 'community' and ordered.member_uid is not null and not ordered.is_cancelled
    group by assignment.experiment_id, assignment.unit, assignment.unit_key, ordered.member_uid
    qualify
        row_number() over (
            partition by assignment.experiment_id, ordered.member_uid
            order by max(ordered.paid_at) desc, assignment.unit_key asc
        ) = 1
),

dweller as (
    select * from household
    union all
    select * from community
),

person as (
    select
        assignment.*,
        coalesce(dweller.member_uid, assignment.member_uid) as subject_member_uid,
        coalesce(dweller.member_uid, assignment.member_uid, assignment.unit_key) as subject_id
    from assignment
    left join dweller
        on
            assignment.experiment_id = dweller.experiment_id
            and assignment.unit = dweller.unit
            and assignment.unit_key = dweller.unit_key
),

ranked as (
    select
        *,
        row_number() over (
            partition by experiment_id, subject_id order by assigned_at, unit_key, unit
        ) as assignment_no,
        min(arm) over of_subject <> max(arm) over of_subject as is_crossover,
        bool_or(is_rewritten) over of_subject as is_rewritten_subject,
        count(*) over of_subject as units
    from person
    window of_subject as (partition by experiment_id, subject_id)
),

design as (
    select * from "intermediate"."int_experiment__design"
),

anchor as (
    select * from "lifecycle"."int_member__anchor"
)

select
    ranked.experiment_id,
    ranked.subject_id,
    ranked.subject_member_uid as member_uid,
    design.kind,
    ranked.unit,
    ranked.unit_key,
    ranked.arm,
    design.is_control,
    ranked.cluster_key as cluster_id,
    ranked.probability,
    ranked.assigned_at,
    ranked.assigned_on,
    (ranked.assigned_on + -design.pre_days) as pre_from,
    (ranked.assigned_on + design.outcome_days) as window_end,
    -- What the trial itself may have brought about is no segment: the standing of the day before counts.
    coalesce(
        case when ranked.assigned_on >= anchor.joined_on then anchor.join_mall_id end,
        case when ranked.assigned_on > anchor.first_visit_on then anchor.first_visit_mall_id end,
        'unknown'
    ) as mall_id,
    coalesce(layer_interval.layer, 'unknown') as layer,
    ranked.is_crossover,
    ranked.is_rewritten_subject as is_rewritten,
    ranked.units,
    design.end_at
from ranked
inner join design on ranked.experiment_id = design.experiment_id and ranked.arm = design.arm
left join anchor on ranked.subject_member_uid = anchor.member_uid
left join "lifecycle"."int_member__layer_interval" as layer_interval
    on
        ranked.subject_member_uid = layer_interval.member_uid
        and ranked.assigned_on > layer_interval.valid_from
        and ranked.assigned_on <= layer_interval.valid_to
where ranked.assignment_no = 1
