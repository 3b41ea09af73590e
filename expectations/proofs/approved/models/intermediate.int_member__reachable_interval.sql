-- grain: member_uid, valid_from. The days [valid_from, valid_to) at whose end a member could be reached (B4):
-- a WeCom friend whom neither side had deleted, or in a group. Subscriptions count not: no feed tells who
-- holds one.
with member as (
    select
        identifier_hash,
        member_uid
    from "identity"."int_identity__member_identifier"
    where identifier_type = 'external_userid' and member_uid is not null
),

spell as (
    select
        external_userid_hash,
        begun_at,
        ended_at
    from "intermediate"."int_wecom__friendship"
    union all
    select
        member_id as external_userid_hash,
        begun_at,
        ended_at
    from "intermediate"."int_wecom__group_spell"
    where member_type = 'customer'
),

lived as (
    select
        member.member_uid,
        cast(timezone('Asia/Shanghai', timezone('UTC', spell.begun_at)) as date) as valid_from,
        coalesce(cast(timezone('Asia/Shanghai', timezone('UTC', spell.ended_at)) as date), ((select as_of_date from "control"."run") + 1)) as valid_to
    from spell
    inner join member on spell.external_userid_hash = member.identifier_hash
    where spell.begun_at is not null
),

-- Added and deleted on one day: nothing was left of it at the day's end.
channel as (
    select * from lived where valid_from < valid_to
),

summed as (
    with delta as (
    
    select
        member_uid,
        valid_from as changes_on,
        (1) as live_channels
    from channel
    union all
    select
        member_uid,
        valid_to as changes_on,
        -(1) as live_channels
    from channel
),

changed as (
    select
        member_uid,
        changes_on,
        sum(live_channels) as live_channels
    from delta
    where changes_on <= (select as_of_date from "control"."run")
    group by member_uid, changes_on
),

swept as (
    select
        member_uid,
        changes_on as valid_from,
        coalesce(lead(changes_on) over later, ((select as_of_date from "control"."run") + 1)) as valid_to,
        cast(sum(live_channels) over so_far as bigint) as live_channels
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
        live_channels > 0 as is_reachable
    from swept
),

merged as (
    select
        member_uid,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        is_reachable
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
                        and lag(is_reachable) over (partition by member_uid order by valid_from) = is_reachable
                        then 0
                    else 1
                end as is_start
            from summed
        ) as marked
    ) as numbered
    group by member_uid, island, is_reachable
)

select
    member_uid,
    valid_from,
    valid_to
from merged
where is_reachable
