-- One row per chat_id, member_id and spell_no: a member's time in a group out of callbacks and snapshots
-- together.

with stay as (
    select * from "intermediate"."int_wecom__group_stay"
),

event as (
    select * from "staging"."stg_wecom_group_event"
),

listed as (
    select * from event where member_id is not null
),

begins as (
    select
        chat_id,
        member_id,
        event_at as begun_at,
        false as is_half,
        true as is_event,
        cast(null as date) as last_seen_on,
        cast(null as date) as first_absent_on,
        delivered_on,
        case when external_userid_hash is null then 'staff' else 'customer' end as member_type,
        join_scene,
        cast(null as varchar) as state
    from listed
    where update_detail = 'add_member'
    union all
    select
        chat_id,
        member_id,
        joined_at as begun_at,
        false as is_half,
        false as is_event,
        last_seen_on,
        first_absent_on,
        first_seen_on as delivered_on,
        member_type,
        join_scene,
        state
    from stay
),

known_member as (
    select
        chat_id,
        member_id,
        max(begun_at) as begun_at,
        max_by(first_absent_on, begun_at) as first_absent_on
    from begins
    group by chat_id, member_id
),

-- The end of a group ends the time of everybody who was in it still.
ends as (
    select
        chat_id,
        member_id,
        event_at as ended_at,
        coalesce(quit_scene, 'left_or_removed') as end_kind,
        delivered_on
    from listed
    where update_detail = 'del_member'
    union all
    select
        event.chat_id,
        known_member.member_id,
        event.event_at as ended_at,
        'dismissed' as end_kind,
        event.delivered_on
    from event
    inner join known_member
        on
            event.chat_id = known_member.chat_id
            and event.event_at > known_member.begun_at
            and (
                known_member.first_absent_on is null
                or cast(timezone('Asia/Shanghai', timezone('UTC', event.event_at)) as date) < known_member.first_absent_on
            )
    where event.change_type = 'dismiss'
),

point as (
    select
        chat_id, member_id,
        begun_at as told_at,
        true as is_begin,
        is_half,
        is_event,
        last_seen_on,
        -- Of snapshots only: a friend who is still seen is never absent.
        case when last_seen_on is not null then coalesce(first_absent_on, date '9999-12-31') end
            as first_absent_on,
        delivered_on,
        member_type,
        join_scene,
        state,
        cast(null as varchar) as end_kind
    from begins
    union all
    select
        chat_id, member_id,
        ended_at as told_at,
        false as is_begin,
        false as is_half,
        true as is_event,
        null as last_seen_on,
        null as first_absent_on,
        delivered_on,
        null as member_type,
        null as join_scene,
        null as state,
        end_kind
    from ends
),

looked_back as (
    select
        *,
        max(case when is_begin then told_at end) over before_it as previous_begin_at,
        max(case when not is_begin then told_at end) over before_it as previous_end_at,
        last_value(case when is_begin then is_half end ignore nulls) over before_it as is_previous_half
    from point
    window before_it as (
        partition by chat_id, member_id
        order by told_at asc, is_begin asc, is_half desc, is_event desc, last_seen_on asc, end_kind asc
        rows between unbounded preceding and 1 preceding
    )
),

judged as (
    select
        *,
        is_begin and (
            previous_begin_at is null
            or coalesce(previous_end_at > previous_begin_at, false)
            or (
                told_at > previous_begin_at + interval '1' minute * 10
                and not is_previous_half
            )
        ) as is_new
    from looked_back
),

numbered as (
    select
        *,
        sum(case when is_new then 1 else 0 end) over (
            partition by chat_id, member_id
            order by told_at asc, is_begin asc, is_half desc, is_event desc, last_seen_on asc, end_kind asc
            rows between unbounded preceding and current row
        ) as spell_no
    from judged
),

spell as (
    select
        chat_id, member_id,
        cast(spell_no as integer) as spell_no,
        min(case when is_begin then told_at end) as begun_at,
        bool_or(is_begin and is_event) as is_begun_in_events,
        bool_or(last_seen_on is not null) as is_in_snapshots,
        max(last_seen_on) as last_seen_on,
        nullif(max(first_absent_on), date '9999-12-31') as first_absent_on,
        max(member_type) as member_type,
        max(join_scene) as join_scene,
        max(state) as state,
        min(case when is_begin then delivered_on end) as begin_delivered_on,
        min(case when not is_begin then delivered_on end) as event_end_delivered_on,
        min(case when not is_begin then told_at end) as event_ended_at,
        min_by(end_kind, row(told_at, end_kind)) as event_end_kind
    from numbered
    group by chat_id, member_id, spell_no
),

followed as (
    select
        *,
        lead(begun_at) over (partition by chat_id, member_id order by spell_no) as next_begun_at
    from spell
),

-- What only snapshots tell ended in their interval, at the latest in its last second.
final as (
    select
        *,
        coalesce(
            event_ended_at,
            least(
                timezone('UTC', timezone('Asia/Shanghai', cast(first_absent_on as timestamp))) - interval '1' second,
                next_begun_at
            )
        ) as ended_at,
        coalesce(
            event_end_kind,
            case
                when first_absent_on is not null then 'unseen' when next_begun_at is not null then 'begun_anew'
            end
        ) as end_kind,
        coalesce(event_end_delivered_on, first_absent_on) as end_delivered_on,
        event_ended_at is not null as is_end_exact
    from followed
)

select * from final
