-- grain: member_uid (the referee). Who brought whom, as the registry says, and since when the referral
-- counts: from the day on which the referee has both joined and been on site. Rules against abuse come with
-- their feeds.
with membership as (
    select * from {{ ref('stg_member_registry') }}
),

member_number as (
    select
        identifier_hash,
        member_uid
    from {{ ref('int_identity__member_identifier') }}
    where identifier_type = 'member_no' and member_uid is not null
),

named as (
    select
        referee.member_uid,
        referrer.member_uid as referrer_member_uid,
        row_number() over (
            partition by referee.member_uid
            order by
                membership.registered_at,
                membership.member_no_hash,
                membership.tier_changed_at nulls first
        ) as referral_order
    from membership
    inner join member_number as referee on membership.member_no_hash = referee.identifier_hash
    inner join member_number as referrer on membership.referrer_member_no_hash = referrer.identifier_hash
    where referee.member_uid <> referrer.member_uid
),

anchor as (
    select * from {{ ref('int_member__anchor') }}
)

select
    named.member_uid,
    named.referrer_member_uid,
    greatest(anchor.joined_on, anchor.first_visit_on) as valid_on
from named
inner join anchor on named.member_uid = anchor.member_uid
where
    named.referral_order = 1
    and anchor.joined_on is not null
    and anchor.first_visit_on is not null
