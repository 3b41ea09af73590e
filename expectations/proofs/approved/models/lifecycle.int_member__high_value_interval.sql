-- grain: member_uid, valid_from. Whether a member is of high value, from the first known day on without a
-- gap. Hysteresis: the member enters on the first day on which a rule holds, and leaves when none has held
-- for high_value_exit_days days on end. So a spell [a, b) of a rule counts as [a, b + exit days), and spells
-- that touch or overlap are one.
with state as (
    select
        member_uid,
        valid_from,
        valid_to,
        visits_90d >= 6
        or spend_365d_fen >= 500000
        or redemption_gmv_90d_fen >= 200000 as is_rule_met
    from "lifecycle"."int_member__state"
),

known as (
    select
        member_uid,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        0 as holding
    from state
    group by member_uid
),

held as (
    select
        member_uid,
        valid_from,
        (valid_to + 30) as valid_to,
        1 as holding
    from state
    where is_rule_met
),

spell as (
    select * from known
    union all
    select * from held
),

summed as (
    with delta as (
    
    select
        member_uid,
        valid_from as changes_on,
        (holding) as holding
    from spell
    union all
    select
        member_uid,
        valid_to as changes_on,
        -(holding) as holding
    from spell
),

changed as (
    select
        member_uid,
        changes_on,
        sum(holding) as holding
    from delta
    where changes_on <= (select as_of_date from "control"."run")
    group by member_uid, changes_on
),

swept as (
    select
        member_uid,
        changes_on as valid_from,
        coalesce(lead(changes_on) over later, ((select as_of_date from "control"."run") + 1)) as valid_to,
        cast(sum(holding) over so_far as bigint) as holding
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
        holding > 0 as is_high_value
    from swept
),

merged as (
    select
        member_uid,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        is_high_value
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
                        and lag(is_high_value) over (partition by member_uid order by valid_from) = is_high_value
                        then 0
                    else 1
                end as is_start
            from summed
        ) as marked
    ) as numbered
    group by member_uid, island, is_high_value
)

select
    *,
    valid_to > (select as_of_date from "control"."run") as is_current
from merged
