-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers that the registry
-- names of one member, at the registration and at each change of tier; and the numbers that have points.

with registry as (
    select
        *,
        concat_ws('|', member_no_hash, cast(tier_changed_at as varchar)) as source_key,
        registered_at as seen_at,
        coalesce(tier_changed_at, registered_at) as bound_at,
        coalesce(tier_changed_at, registered_at) as last_seen_at
    from "staging"."stg_member_registry"
    where registered_on <= (select as_of_date from "control"."run")
),

movement as (
    select * from "staging"."stg_points" where business_date <= (select as_of_date from "control"."run")
),

points_account as (
    select
        member_no_hash,
        md5(concat_ws(
            '|',
            coalesce(member_no_hash, '-')
        )) as source_key,
        min(occurred_at) as seen_at,
        min(occurred_at) as bound_at,
        max(occurred_at) as last_seen_at
    from movement
    group by member_no_hash
),

final as (
    
    select
        'member_registry' as source_feed,
        source_key,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from registry
    where unionid_hash is not null
    union all
    select
        'member_registry' as source_feed,
        source_key,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from registry
    where openid_hash is not null
    union all
    select
        'member_registry' as source_feed,
        source_key,
        'member_no' as identifier_type,
        member_no_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from registry
    where member_no_hash is not null
    union all
    select
        'member_registry' as source_feed,
        source_key,
        'card_no' as identifier_type,
        card_no_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from registry
    where card_no_hash is not null
    union all
    select
        'member_registry' as source_feed,
        source_key,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from registry
    where phone_hash is not null
    union all
    
    select
        'points' as source_feed,
        source_key,
        'member_no' as identifier_type,
        member_no_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from points_account
    where member_no_hash is not null
)

select * from final
