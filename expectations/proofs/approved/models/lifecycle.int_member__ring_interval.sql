-- grain: member_uid, valid_from. The concentric ring: outer before joining; middle with a visit or
-- interaction in 90 days; inner when such a member has earned it (rituals, referrals, engagement), or when
-- the operator's list names the member, active or not; none when a member has lapsed.
with state as (
    select * from "lifecycle"."int_member__state"
),

fact as (
    select
        member_uid,
        valid_from,
        valid_to,
        case when is_joined then 1 else 0 end as joined,
        case when active_days_90d > 0 then 1 else 0 end as active,
        0 as listed,
        0 as earned
    from state
    union all
    select
        member_uid,
        valid_from,
        valid_to,
        0 as joined,
        0 as active,
        case when reason = 'role' then 1 else 0 end as listed,
        case when reason <> 'role' then 1 else 0 end as earned
    from "lifecycle"."int_member__inner_reason"
),

summed as (
    with delta as (
    
    select
        member_uid,
        valid_from as changes_on,
        (joined) as joined,
        (active) as active,
        (listed) as listed,
        (earned) as earned
    from fact
    union all
    select
        member_uid,
        valid_to as changes_on,
        -(joined) as joined,
        -(active) as active,
        -(listed) as listed,
        -(earned) as earned
    from fact
),

changed as (
    select
        member_uid,
        changes_on,
        sum(joined) as joined,
        sum(active) as active,
        sum(listed) as listed,
        sum(earned) as earned
    from delta
    where changes_on <= (select as_of_date from "control"."run")
    group by member_uid, changes_on
),

swept as (
    select
        member_uid,
        changes_on as valid_from,
        coalesce(lead(changes_on) over later, ((select as_of_date from "control"."run") + 1)) as valid_to,
        cast(sum(joined) over so_far as bigint) as joined,
        cast(sum(active) over so_far as bigint) as active,
        cast(sum(listed) over so_far as bigint) as listed,
        cast(sum(earned) over so_far as bigint) as earned
    from changed
    window
        later as (partition by member_uid order by changes_on),
        so_far as (
            partition by member_uid order by changes_on
            rows between unbounded preceding and current row
        )
)

    select
        member_uid,
        valid_from,
        valid_to,
        case
            when joined = 0 then 'outer'
            when listed > 0 or (active > 0 and earned > 0) then 'inner'
            when active > 0 then 'middle'
            else 'none'
        end as ring
    from swept
),

merged as (
    select
        member_uid,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        ring
    from (
        select
            *,
            sum(is_start) over (
                partition by member_uid order by valid_from rows between unbounded preceding and current row
            ) as island
        from (
            select
                *,
                case
                    when
                        lag(valid_to) over (partition by member_uid order by valid_from) = valid_from
                        and lag(ring) over (partition by member_uid order by valid_from) = ring
                        then 0
                    else 1
                end as is_start
            from summed
        ) as marked
    ) as numbered
    group by member_uid, island, ring
)

select
    *,
    valid_to > (select as_of_date from "control"."run") as is_current
from merged
