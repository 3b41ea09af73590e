-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers that the registry
-- names of one member, at the registration and at each change of tier; and the numbers that have points.

with registry as (
    select
        *,
        concat_ws('|', member_no_hash, cast(tier_changed_at as varchar)) as source_key,
        registered_at as seen_at,
        coalesce(tier_changed_at, registered_at) as bound_at,
        coalesce(tier_changed_at, registered_at) as last_seen_at
    from {{ ref('stg_member_registry') }}
    where registered_on <= {{ as_of_date() }}
),

movement as (
    select * from {{ ref('stg_points') }} where business_date <= {{ as_of_date() }}
),

points_account as (
    {{ first_together('movement', ['member_no'], 'occurred_at') }}
),

final as (
    {{ claims_of_records(
        'registry', 'member_registry', ['unionid', 'openid', 'member_no', 'card_no', 'phone']
    ) }}
    union all
    {{ claims_of_records('points_account', 'points', ['member_no']) }}
)

select * from final
