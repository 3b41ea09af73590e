-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers that a mini-program
-- saw or bound together. What was unbound last claims nothing but the openid's own unionid. `is_typed`
-- marks a phone that nobody confirmed. Devices link nobody and claim nothing.

with app_event as (
    select * from "staging"."stg_app_event" where business_date <= (select as_of_date from "control"."run")
),

pair as (
    select
        unionid_hash,
        openid_hash,
        md5(concat_ws(
            '|',
            coalesce(unionid_hash, '-'),
            coalesce(openid_hash, '-')
        )) as source_key,
        min(occurred_at) as seen_at,
        min(occurred_at) as bound_at,
        max(occurred_at) as last_seen_at
    from app_event
    group by unionid_hash, openid_hash
),

binding as (
    select
        *,
        row_number() over (
            partition by appid, openid_hash, plate_hash, card_no_hash, phone_hash
            order by bound_at desc, action desc
        ) as recency
    from "staging"."stg_app_binding"
    where business_date <= (select as_of_date from "control"."run")
),

bound as (
    select
        concat_ws('|', openid_hash, cast(bound_at as varchar), action) as source_key,
        unionid_hash,
        openid_hash,
        case when action = 'bind' and recency = 1 then card_no_hash end as card_no_hash,
        case when action = 'bind' and recency = 1 then plate_hash end as plate_hash,
        case when action = 'bind' and recency = 1 then phone_hash end as phone_hash,
        not is_phone_verified as is_typed,
        bound_at as seen_at,
        bound_at,
        bound_at as last_seen_at
    from binding
),

typed as (
    select * from bound where is_typed
),

confirmed as (
    select * from bound where not is_typed
),

claim as (
    
    select
        'app_event' as source_feed,
        source_key,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from pair
    where unionid_hash is not null
    union all
    select
        'app_event' as source_feed,
        source_key,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from pair
    where openid_hash is not null
    union all
    
    select
        'app_binding' as source_feed,
        source_key,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from bound
    where unionid_hash is not null
    union all
    select
        'app_binding' as source_feed,
        source_key,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from bound
    where openid_hash is not null
    union all
    select
        'app_binding' as source_feed,
        source_key,
        'card_no' as identifier_type,
        card_no_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from bound
    where card_no_hash is not null
    union all
    select
        'app_binding' as source_feed,
        source_key,
        'plate' as identifier_type,
        plate_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from bound
    where plate_hash is not null
    union all
    
    select
        'app_binding' as source_feed,
        source_key,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from confirmed
    where phone_hash is not null
),

typed_claim as (
    
    select
        'app_binding' as source_feed,
        source_key,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from typed
    where phone_hash is not null
),

final as (
    select
        *,
        false as is_typed
    from claim
    union all
    select
        *,
        true as is_typed
    from typed_claim
)

select * from final
