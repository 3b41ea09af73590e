-- grain: member_uid, valid_from. The stage by days since the first visit (or joining:
-- lifecycle_stage_anchor).
with anchor as (
    select
        member_uid,
        {{ 'joined_on' if var('lifecycle_stage_anchor') == 'join' else 'first_visit_on' }} as anchored_on
    from {{ ref('int_member__anchor') }}
),

stage as (
    select
        stage,
        stage_rank,
        from_day,
        lead(from_day) over (order by from_day) as to_day
    from {{ ref('lifecycle_stage') }}
),

placed as (
    select
        anchor.member_uid,
        {{ add_days('anchor.anchored_on', 'stage.from_day') }} as valid_from,
        least(
            coalesce({{ add_days('anchor.anchored_on', 'stage.to_day') }}, {{ add_days(as_of_date(), 1) }}),
            {{ add_days(as_of_date(), 1) }}
        ) as valid_to,
        stage.stage,
        stage.stage_rank
    from anchor
    cross join stage
    where anchor.anchored_on is not null
)

select
    *,
    valid_to > {{ as_of_date() }} as is_current
from placed
where valid_from <= {{ as_of_date() }}
