-- One row per member_uid: members on the day they joined, with the first and the last entry that they
-- touched until then, and whether the dictionary of entries knows the one they joined through. Benefits are
-- left out: their entry is the member's first one, handed down. Who touched none came by that of joining.
-- Touches of one instant are told apart by their id.
with registration as (
    select * from "lifecycle"."int_member__registration"
),

touch as (
    select * from "core"."fct_touchpoint"
    where entry_id is not null and source_feed <> 'benefit_ledger'
),

entry as (
    select * from "core"."dim_entry"
    where is_last_known
),

until_joining as (
    select
        registration.member_uid,
        touch.entry_id,
        row_number() over (
            partition by registration.member_uid order by touch.occurred_at, touch.touchpoint_id
        ) as place,
        row_number() over (
            partition by registration.member_uid order by touch.occurred_at desc, touch.touchpoint_id desc
        ) as place_from_end
    from registration
    inner join touch
        on registration.member_uid = touch.member_uid and registration.joined_at >= touch.occurred_at
),

touched as (
    select
        member_uid,
        max(case when place = 1 then entry_id end) as first_entry_id,
        max(case when place_from_end = 1 then entry_id end) as last_entry_id
    from until_joining
    group by member_uid
)

select
    registration.member_uid,
    registration.mall_id,
    registration.joined_on,
    registration.first_entry_id as join_entry_id,
    join_entry.entry_id is not null as is_entry_known,
    join_entry.scene as join_scene,
    first_entry.touchpoint_type as first_touchpoint_type,
    last_entry.touchpoint_type as last_touchpoint_type
from registration
left join touched on registration.member_uid = touched.member_uid
left join entry as join_entry on registration.first_entry_id = join_entry.entry_id
left join entry as first_entry
    on coalesce(touched.first_entry_id, registration.first_entry_id) = first_entry.entry_id
left join entry as last_entry
    on coalesce(touched.last_entry_id, registration.first_entry_id) = last_entry.entry_id
