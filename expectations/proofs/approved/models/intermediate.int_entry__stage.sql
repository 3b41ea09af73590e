-- grain: stage, mall_id, entry_id, person_id, business_date. What each entry brought on a day, stage by
-- stage: people at the doors (no person, as each source tells), persons who scanned, asked or signed up, new
-- friends, new members.
with run as (
    select * from "control"."run"
),

interaction as (
    select
        coalesce(member_uid, identifier_hash) as person_id,
        kind,
        mall_id,
        entry_id,
        business_date
    from "core"."fct_interaction"
    where kind in ('inquiry', 'sign_up')
),

scan as (
    select
        coalesce(member_uid, identifier_hash) as person_id,
        mall_id,
        entry_id,
        business_date
    from "core"."fct_touchpoint"
    where touchpoint_type = 'friend_added'
),

new_friend as (
    select * from "intermediate"."int_friend__added"
),

member as (
    select * from "lifecycle"."int_member__registration"
),

reachable as (
    select * from "intermediate"."int_member__reachable_interval"
),

entry as (
    select
        entry_id,
        touchpoint_type = 'event_booth' as is_event_entry
    from "core"."dim_entry"
    where is_last_known
),

told as (
    select
        source as stage,
        mall_id,
        cast(null as varchar) as entry_id,
        cast(null as varchar) as person_id,
        business_date,
        persons as amount,
        false as is_reachable_at_week_end
    from "intermediate"."int_footfall__day"
    union all
    select
        kind as stage,
        mall_id,
        entry_id,
        person_id,
        business_date,
        count(*) as amount,
        false as is_reachable_at_week_end
    from interaction
    group by kind, mall_id, entry_id, person_id, business_date
    union all
    select
        'scan' as stage,
        mall_id,
        entry_id,
        person_id,
        business_date,
        count(*) as amount,
        false as is_reachable_at_week_end
    from scan
    group by mall_id, entry_id, person_id, business_date
    union all
    select
        'new_friend' as stage,
        mall_id,
        entry_id,
        person_id,
        added_on as business_date,
        1 as amount,
        false as is_reachable_at_week_end
    from new_friend
    union all
    select
        'joined' as stage,
        member.mall_id,
        member.first_entry_id as entry_id,
        member.member_uid as person_id,
        member.joined_on as business_date,
        1 as amount,
        reachable.member_uid is not null as is_reachable_at_week_end
    from member
    cross join run
    -- The week of today is still running; its last day so far stands for its end and no figure shows it.
    left join reachable
        on
            member.member_uid = reachable.member_uid
            and least((cast(date_trunc('week', member.joined_on) as date) + 6), run.as_of_date) >= reachable.valid_from
            and least((cast(date_trunc('week', member.joined_on) as date) + 6), run.as_of_date) < reachable.valid_to
)

select
    told.stage,
    told.mall_id,
    told.entry_id,
    told.person_id,
    told.business_date,
    cast(told.amount as bigint) as amount,
    -- Scanned, asked or signed up: what the second stage of the funnel counts.
    told.stage in ('scan', 'inquiry', 'sign_up') as is_reached,
    told.stage = 'joined' as is_joined,
    told.is_reachable_at_week_end,
    told.stage = 'new_friend' and coalesce(entry.is_event_entry, false) as is_friend_of_event
from told
left join entry on told.entry_id = entry.entry_id
