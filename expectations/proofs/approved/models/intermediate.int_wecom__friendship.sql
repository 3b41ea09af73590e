-- One row per external_userid_hash, userid and spell_no: a friendship of a customer with a staff, how it
-- began and ended. A customer handed from one staff to another neither came nor went: a hand-over is told
-- by the way of adding or by the callback, else it shows as a deletion and an addition at another staff
-- within a day. Who is told to have come another way, or by a code, was handed over by nobody.

with spell as (
    select * from "intermediate"."int_wecom__friend_spell"
),

bounded as (
    select
        *,
        add_way in ('internal_share', 'admin_assigned') as is_told_handed_over,
        coalesce(add_way, 'unknown') = 'unknown' and state is null as is_untold_how,
        coalesce(
            case when end_kind = 'unseen' then timezone('UTC', timezone('Asia/Shanghai', cast(last_seen_on as timestamp))) end, ended_at
        ) - interval '1' hour * 24 as come_from_at,
        ended_at + interval '1' hour * 24 as come_until_at
    from spell
),

-- An end that only snapshots tell lies somewhere between two of them: "within a day" needs snapshots of two
-- days in a row, or a colleague's friend who is told to be handed over.
hand_over as (
    select
        gone.external_userid_hash,
        gone.userid as from_userid,
        gone.spell_no as from_spell_no,
        come.userid as to_userid,
        come.spell_no as to_spell_no
    from bounded as gone
    inner join bounded as come
        on
            gone.external_userid_hash = come.external_userid_hash
            and gone.userid <> come.userid
            and gone.come_from_at <= come.begun_at
            and gone.come_until_at >= come.begun_at
    where
        (come.is_told_handed_over or come.is_untold_how)
        and (
            gone.end_kind in ('deleted_by_staff', 'handed_over')
            or (
                gone.end_kind = 'unseen'
                and (come.is_told_handed_over or gone.first_absent_on = gone.last_seen_on + 1)
            )
        )
),

given_up as (
    select distinct
        external_userid_hash,
        from_userid as userid,
        from_spell_no as spell_no
    from hand_over
),

taken_over as (
    select distinct
        external_userid_hash,
        to_userid as userid,
        to_spell_no as spell_no
    from hand_over
),

told as (
    select
        spell.*,
        case
            when spell.begun_at is null then 'unknown'
            when spell.is_told_handed_over or taken_over.userid is not null
                then 'handed_over'
            else 'added'
        end as begin_kind,
        case when given_up.userid is not null then 'handed_over' else spell.end_kind end as how_ended
    from bounded as spell
    left join taken_over
        on
            spell.external_userid_hash = taken_over.external_userid_hash
            and spell.userid = taken_over.userid
            and spell.spell_no = taken_over.spell_no
    left join given_up
        on
            spell.external_userid_hash = given_up.external_userid_hash
            and spell.userid = given_up.userid
            and spell.spell_no = given_up.spell_no
),

-- Whether the customer was left without any friend among the staff; of two that end together one is the last.
outlived as (
    select distinct
        told.external_userid_hash,
        told.userid,
        told.spell_no
    from told
    inner join told as other
        on
            told.external_userid_hash = other.external_userid_hash
            and (told.userid <> other.userid or told.spell_no <> other.spell_no)
            and coalesce(told.ended_at >= other.begun_at, true)
            and (
                other.ended_at is null
                or told.ended_at < other.ended_at
                or (told.ended_at = other.ended_at and told.userid < other.userid)
            )
    where told.ended_at is not null
),

final as (
    select
        told.external_userid_hash,
        told.userid,
        told.spell_no,
        told.begun_at,
        told.begin_kind,
        told.add_way,
        told.state,
        told.ended_at,
        told.how_ended as end_kind,
        told.is_end_exact,
        told.last_seen_on,
        told.first_absent_on,
        told.is_begun_in_events,
        told.is_in_snapshots,
        told.begin_delivered_on,
        told.end_delivered_on,
        case when told.ended_at is not null then outlived.userid is null end as is_last_friendship
    from told
    left join outlived
        on
            told.external_userid_hash = outlived.external_userid_hash
            and told.userid = outlived.userid
            and told.spell_no = outlived.spell_no
)

select * from final
