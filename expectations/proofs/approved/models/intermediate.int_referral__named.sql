-- grain: referrer_member_uid, referee_member_uid. Who brought whom, as the registry says, in the order in
-- which a member's referrers were named. `is_first` marks the one that counts; nobody brings themselves.
with membership as (
    select *
    from "staging"."stg_member_registry"
    where referrer_member_no_hash is not null and registered_on <= (select as_of_date from "control"."run")
),

member_no as (
    select * from "identity"."int_identity__member_identifier" where identifier_type = 'member_no'
),

named as (
    select
        referrer.member_uid as referrer_member_uid,
        referee.member_uid as referee_member_uid,
        min(membership.registered_at) as referred_at,
        min(membership.registered_on) as referred_on,
        min_by(membership.mall_id, row(membership.registered_at, membership.member_no_hash)) as mall_id,
        min_by(
            membership.phone_block_hash, row(membership.registered_at, membership.member_no_hash)
        ) as phone_block_hash
    from membership
    inner join member_no as referee on membership.member_no_hash = referee.identifier_hash
    inner join member_no as referrer on membership.referrer_member_no_hash = referrer.identifier_hash
    group by referrer.member_uid, referee.member_uid
),

ordered as (
    select
        *,
        referrer_member_uid = referee_member_uid as is_self,
        row_number() over (
            partition by referee_member_uid, referrer_member_uid = referee_member_uid
            order by referred_at, referrer_member_uid
        ) as referral_no,
        count(*) over (
            partition by referrer_member_uid, date_trunc('hour', referred_at)
        ) as referrals_of_hour,
        -- Without a number there is no block: NULLs share nothing.
        case
            when phone_block_hash is not null
                then count(*) over (partition by referrer_member_uid, phone_block_hash)
            else 0
        end as referrals_of_block
    from named
)

select
    referrer_member_uid,
    referee_member_uid,
    mall_id,
    referred_at,
    referred_on,
    is_self,
    not is_self and referral_no = 1 as is_first,
    referrals_of_hour,
    referrals_of_block
from ordered
