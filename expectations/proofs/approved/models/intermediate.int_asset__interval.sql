-- grain: asset, person_id, valid_from. The days at whose end a person belonged to one of the three assets:
-- members who are not lost, WeCom friends, persons who can be reached; and how it ended.
with anchor as (
    select * from "lifecycle"."int_member__anchor"
),

external_user as (
    select
        identifier_hash,
        member_uid
    from "identity"."int_identity__member_identifier"
    where identifier_type = 'external_userid' and member_uid is not null
),

friendship as (
    select
        coalesce(external_user.member_uid, friendship.external_userid_hash) as person_id,
        cast(timezone('Asia/Shanghai', timezone('UTC', friendship.begun_at)) as date) as valid_from,
        coalesce(cast(timezone('Asia/Shanghai', timezone('UTC', friendship.ended_at)) as date), ((select as_of_date from "control"."run") + 1)) as valid_to,
        friendship.end_kind
    from "intermediate"."int_wecom__friendship" as friendship
    left join external_user on friendship.external_userid_hash = external_user.identifier_hash
    where friendship.begun_at is not null
),

-- Between a hand-over and the colleague's friendship the customer was a friend all along.
friend_spell as (
    select
        *,
        lead(valid_from) over (partition by person_id order by valid_from, valid_to) as next_valid_from
    from friendship
    where valid_from <= (select as_of_date from "control"."run")
),

friend_swept as (
    select
        person_id as member_uid,
        valid_from,
        case
            when end_kind = 'handed_over' then greatest(valid_to, coalesce(next_valid_from, valid_to))
            else valid_to
        end as valid_to
    from friend_spell
    where valid_from < valid_to or end_kind = 'handed_over'
),

friend_summed as (
    with delta as (
    
    select
        member_uid,
        valid_from as changes_on,
        (1) as friendships
    from friend_swept
    union all
    select
        member_uid,
        valid_to as changes_on,
        -(1) as friendships
    from friend_swept
),

changed as (
    select
        member_uid,
        changes_on,
        sum(friendships) as friendships
    from delta
    where changes_on <= (select as_of_date from "control"."run")
    group by member_uid, changes_on
),

swept as (
    select
        member_uid,
        changes_on as valid_from,
        coalesce(lead(changes_on) over later, ((select as_of_date from "control"."run") + 1)) as valid_to,
        cast(sum(friendships) over so_far as bigint) as friendships
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
        friendships > 0 as is_friend
    from swept
),

friend_merged as (
    select
        member_uid,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        is_friend
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
                        and lag(is_friend) over (partition by member_uid order by valid_from) = is_friend
                        then 0
                    else 1
                end as is_start
            from friend_summed
        ) as marked
    ) as numbered
    group by member_uid, island, is_friend
),

member_summed as (
    select
        status.member_uid,
        greatest(status.valid_from, anchor.joined_on) as valid_from,
        status.valid_to,
        status.silence <> 'lost' as is_kept
    from "lifecycle"."int_member__layer_interval" as status
    inner join anchor on status.member_uid = anchor.member_uid
    where status.valid_to > anchor.joined_on
),

member_merged as (
    select
        member_uid,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        is_kept
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
                        and lag(is_kept) over (partition by member_uid order by valid_from) = is_kept
                        then 0
                    else 1
                end as is_start
            from member_summed
        ) as marked
    ) as numbered
    group by member_uid, island, is_kept
),

placed as (
    select
        'members' as asset,
        member_uid as person_id,
        valid_from,
        valid_to
    from member_merged
    where is_kept
    union all
    select
        'friends' as asset,
        member_uid as person_id,
        valid_from,
        valid_to
    from friend_merged
    where is_friend
    union all
    select
        'reachable' as asset,
        member_uid as person_id,
        valid_from,
        valid_to
    from "intermediate"."int_member__reachable_interval"
),

deletion as (
    select distinct
        person_id,
        valid_to as deleted_on
    from friendship
    where end_kind in ('deleted_by_customer', 'deleted_by_staff')
)

select
    placed.asset,
    placed.person_id,
    coalesce(anchor.home_mall_id, 'unknown') as mall_id,
    placed.valid_from,
    placed.valid_to,
    row_number() over (
        partition by placed.asset, placed.person_id order by placed.valid_from
    ) = 1 as is_first,
    case
        when placed.valid_to > (select as_of_date from "control"."run") then 'open'
        when placed.asset <> 'members' and deletion.person_id is not null then 'deleted'
        else 'lost'
    end as end_kind
from placed
left join anchor on placed.person_id = anchor.member_uid
left join deletion
    on placed.person_id = deletion.person_id and placed.valid_to = deletion.deleted_on
