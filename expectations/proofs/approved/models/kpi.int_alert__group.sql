-- grain: rule_id, object_id, day. Groups of some size, the groups of a mall and all groups together, week
-- by week: by how much the share of active people changed on the week before, and the share itself against
-- the usual one, where so many weeks before it are known. In the sums a person counts once a group.
with in_group as (
    select
        chat_id,
        coalesce(mall_id, 'unknown') as mall_id,
        week_start,
        members,
        interacting_members
    from "intermediate"."int_group__week"
    where (week_start + 6) <= (select as_of_date from "control"."run")
),

object as (
    select
        chat_id as object_id,
        'group' as dimension,
        any_value(mall_id) as mall_id,
        week_start,
        sum(members) as members,
        sum(interacting_members) as interacting_members
    from in_group
    group by chat_id, week_start
    union all
    select
        mall_id as object_id,
        'all' as dimension,
        any_value(mall_id) as mall_id,
        week_start,
        sum(members) as members,
        sum(interacting_members) as interacting_members
    from in_group
    group by mall_id, week_start
    union all
    select
        'ALL' as object_id,
        'all' as dimension,
        any_value('ALL') as mall_id,
        week_start,
        sum(members) as members,
        sum(interacting_members) as interacting_members
    from in_group
    group by week_start
    
    ),

week as (
    select
        *,
        cast(interacting_members as double) / members as share
    from object
    where members >= 30 and object_id <> 'unknown'
),

compared as (
    select
        *,
        lag(week_start) over every_week as week_before,
        lag(share) over every_week as share_before,
        count(*) over usual as usual_weeks,
        avg(share) over usual as usual_share,
        stddev_samp(share) over usual as usual_spread
    from week
    window
        every_week as (partition by object_id order by week_start),
        usual as (
            partition by object_id order by week_start
            range between interval '8 weeks' preceding and interval '7 days' preceding
        )
),

-- Shares of whole numbers: what lies at a bound must not lie beyond it by the last bit.
measured as (
    select
        *,
        'group:active_drop' as rule_id,
        round(share / share_before - 1, 9) as value,
        -0.3 as threshold
    from compared
    where week_before = (week_start + -7) and share_before > 0
    union all
    select
        *,
        'group:active_below_usual' as rule_id,
        round(share, 9) as value,
        round(usual_share - 2 * usual_spread, 9) as threshold
    from compared
    where usual_weeks = 8
)

select
    rule_id,
    object_id,
    (week_start + 6) as day,
    mall_id,
    dimension,
    case when dimension = 'group' then object_id else 'all' end as dimension_value,
    'week' as period_kind,
    week_start as period_start,
    interacting_members as numerator,
    members as denominator,
    value,
    threshold,
    value < threshold as is_beyond,
    false as is_over
from measured
