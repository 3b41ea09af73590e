-- One row per referrer_member_uid and referee_member_uid up to the as-of day: who brought whom, as the
-- registry says. Of several referrers of one member the one named first counts. What makes a referral
-- valid beyond that is not decided here, so `is_valid` and `fraud_flags` are empty.

with membership as (
    select *
    from {{ ref('stg_member_registry') }}
    where referrer_member_no_hash is not null and registered_on <= {{ as_of_date() }}
),

member_no as (
    select * from {{ ref('int_identity__member_identifier') }} where identifier_type = 'member_no'
),

anchor as (
    select * from {{ ref('int_member__anchor') }}
),

named as (
    select
        referrer.member_uid as referrer_member_uid,
        referee.member_uid as referee_member_uid,
        min(membership.registered_at) as referred_at,
        min(membership.registered_on) as referred_on,
        min_by(membership.mall_id, row(membership.registered_at, membership.member_no_hash)) as mall_id
    from membership
    inner join member_no as referee on membership.member_no_hash = referee.identifier_hash
    inner join member_no as referrer on membership.referrer_member_no_hash = referrer.identifier_hash
    group by referrer.member_uid, referee.member_uid
),

ordered as (
    select
        named.*,
        row_number() over (
            partition by
                named.referee_member_uid, named.referrer_member_uid = named.referee_member_uid
            order by named.referred_at, named.referrer_member_uid
        ) as referral_no
    from named
),

final as (
    select
        ordered.referrer_member_uid,
        ordered.referee_member_uid,
        ordered.mall_id,
        ordered.referred_at,
        ordered.referred_on,
        case
            when ordered.referrer_member_uid = ordered.referee_member_uid then 'self'
            when ordered.referral_no > 1 then 'superseded'
            when anchor.first_visit_on is null then 'joined'
            else 'visited'
        end as state,
        case
            when ordered.referrer_member_uid <> ordered.referee_member_uid and ordered.referral_no = 1
                then anchor.first_visit_on
        end as visited_on,
        cast(null as boolean) as is_valid,
        cast(null as varchar) as fraud_flags
    from ordered
    left join anchor on ordered.referee_member_uid = anchor.member_uid
)

select * from final
