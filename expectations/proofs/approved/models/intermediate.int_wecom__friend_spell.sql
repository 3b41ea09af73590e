-- One row per external_userid_hash, userid and spell_no: a friendship out of callbacks and snapshots
-- together.

with stay as (
    select * from "intermediate"."int_wecom__friend_stay"
),

event as (
    select * from "staging"."stg_wecom_contact_event"
),

begins as (
    select
        external_userid_hash,
        userid,
        event_at as begun_at,
        change_type = 'add_half_external_contact' as is_half,
        true as is_event,
        cast(null as date) as last_seen_on,
        cast(null as date) as first_absent_on,
        delivered_on,
        cast(null as varchar) as add_way,
        state
    from event
    where change_type in ('add_external_contact', 'add_half_external_contact')
    union all
    select
        external_userid_hash,
        userid,
        added_at as begun_at,
        false as is_half,
        false as is_event,
        last_seen_on,
        first_absent_on,
        first_seen_on as delivered_on,
        add_way,
        state
    from stay
),

ends as (
    select
        external_userid_hash,
        userid,
        event_at as ended_at,
        case
            when change_type = 'del_follow_user' then 'deleted_by_customer'
            when delete_source = 'DELETE_BY_TRANSFER' then 'handed_over'
            else 'deleted_by_staff'
        end as end_kind,
        delivered_on
    from event
    where change_type in ('del_external_contact', 'del_follow_user')
),

point as (
    select
        external_userid_hash, userid,
        begun_at as told_at,
        true as is_begin,
        is_half,
        is_event,
        last_seen_on,
        -- Of snapshots only: a friend who is still seen is never absent.
        case when last_seen_on is not null then coalesce(first_absent_on, date '9999-12-31') end
            as first_absent_on,
        delivered_on,
        add_way,
        state,
        cast(null as varchar) as end_kind
    from begins
    union all
    select
        external_userid_hash, userid,
        ended_at as told_at,
        false as is_begin,
        false as is_half,
        true as is_event,
        null as last_seen_on,
        null as first_absent_on,
        delivered_on,
        null as add_way,
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
        partition by external_userid_hash, userid
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
            partition by external_userid_hash, userid
            order by told_at asc, is_begin asc, is_half desc, is_event desc, last_seen_on asc, end_kind asc
            rows between unbounded preceding and current row
        ) as spell_no
    from judged
),

spell as (
    select
        external_userid_hash, userid,
        cast(spell_no as integer) as spell_no,
        min(case when is_begin then told_at end) as begun_at,
        bool_or(is_begin and is_event) as is_begun_in_events,
        bool_or(last_seen_on is not null) as is_in_snapshots,
        max(last_seen_on) as last_seen_on,
        nullif(max(first_absent_on), date '9999-12-31') as first_absent_on,
        max(add_way) as add_way,
        max(state) as state,
        min(case when is_begin then delivered_on end) as begin_delivered_on,
        min(case when not is_begin then delivered_on end) as event_end_delivered_on,
        min(case when not is_begin then told_at end) as event_ended_at,
        min_by(end_kind, row(told_at, end_kind)) as event_end_kind
    from numbered
    group by external_userid_hash, userid, spell_no
),

followed as (
    select
        *,
        lead(begun_at) over (partition by external_userid_hash, userid order by spell_no) as next_begun_at
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
