-- One row per external_userid_hash, userid and spell_no: a friendship out of callbacks and snapshots
-- together.

with stay as (
    select * from {{ ref('int_wecom__friend_stay') }}
),

event as (
    select * from {{ ref('stg_wecom_contact_event') }}
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

{{ spells('begins', 'ends', ['external_userid_hash', 'userid'], ['add_way', 'state']) }}

select * from final
