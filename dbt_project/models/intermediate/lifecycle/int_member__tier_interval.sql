-- grain: member_uid, valid_from. The tier of a member; over several registrations the change made last
-- counts. Where the registry dates no change, a tier begins with the delivery that first shows it.
with registry as (
    select * from {{ ref('stg_member_registry') }}
),

tier_seen as (
    select * from {{ ref('stg_member_registry__tier_seen') }}
),

membership as (
    select
        registry.member_no_hash,
        registry.mall_id,
        registry.registered_at,
        registry.registered_on,
        coalesce(tier_seen.tier, registry.tier) as tier,
        case
            when tier_seen.tier_no > 1 then cast(tier_seen.seen_on as timestamp)
            else registry.tier_changed_at
        end as tier_changed_at,
        case
            when tier_seen.tier_no > 1 then tier_seen.seen_on
            else registry.tier_changed_on
        end as tier_changed_on
    from registry
    left join tier_seen on registry.member_no_hash = tier_seen.member_no_hash
),

member_number as (
    select
        identifier_hash,
        member_uid
    from {{ ref('int_identity__member_identifier') }}
    where identifier_type = 'member_no' and member_uid is not null
),

change as (
    select
        member_number.member_uid,
        membership.tier,
        coalesce(membership.tier_changed_on, membership.registered_on) as valid_from,
        row_number() over (
            partition by
                member_number.member_uid, coalesce(membership.tier_changed_on, membership.registered_on)
            order by
                coalesce(membership.tier_changed_at, membership.registered_at) desc,
                membership.mall_id asc,
                membership.member_no_hash asc
        ) as recency_of_day
    from membership
    inner join member_number on membership.member_no_hash = member_number.identifier_hash
    where
        membership.tier is not null
        and coalesce(membership.tier_changed_on, membership.registered_on) <= {{ as_of_date() }}
),

placed as (
    select
        member_uid,
        tier,
        valid_from,
        coalesce(
            lead(valid_from) over (partition by member_uid order by valid_from),
            {{ add_days(as_of_date(), 1) }}
        ) as valid_to
    from change
    where recency_of_day = 1
),

merged as (
    {{ merged_intervals('placed', ['tier']) }}
)

select
    *,
    valid_to > {{ as_of_date() }} as is_current
from merged
