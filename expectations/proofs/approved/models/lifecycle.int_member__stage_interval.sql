-- grain: member_uid, valid_from. The stage by days since the first visit (or joining:
-- lifecycle_stage_anchor).
with anchor as (
    select
        member_uid,
        first_visit_on as anchored_on
    from "lifecycle"."int_member__anchor"
),

stage as (
    select
        stage,
        stage_rank,
        from_day,
        lead(from_day) over (order by from_day) as to_day
    from "lifecycle"."lifecycle_stage"
),

placed as (
    select
        anchor.member_uid,
        (anchor.anchored_on + stage.from_day) as valid_from,
        least(
            coalesce((anchor.anchored_on + stage.to_day), ((select as_of_date from "control"."run") + 1)),
            ((select as_of_date from "control"."run") + 1)
        ) as valid_to,
        stage.stage,
        stage.stage_rank
    from anchor
    cross join stage
    where anchor.anchored_on is not null
)

select
    *,
    valid_to > (select as_of_date from "control"."run") as is_current
from placed
where valid_from <= (select as_of_date from "control"."run")
