-- grain: member_uid. The first registration of a member, at any mall, up to the as-of day.
with membership as (
    select * from "staging"."stg_member_registry"
),

member_number as (
    select
        identifier_hash,
        member_uid
    from "identity"."int_identity__member_identifier"
    where identifier_type = 'member_no' and member_uid is not null
),

registration as (
    select
        member_number.member_uid,
        membership.mall_id,
        membership.registered_at as joined_at,
        membership.registered_on as joined_on,
        membership.entry_id as first_entry_id,
        membership.guide_staff_id,
        row_number() over (
            partition by member_number.member_uid
            order by
                membership.registered_at,
                membership.mall_id,
                membership.member_no_hash,
                membership.tier_changed_at nulls first
        ) as registration_order
    from membership
    inner join member_number on membership.member_no_hash = member_number.identifier_hash
    where membership.registered_on <= (select as_of_date from "control"."run")
)

select
    member_uid,
    mall_id,
    joined_at,
    joined_on,
    first_entry_id,
    guide_staff_id
from registration
where registration_order = 1
