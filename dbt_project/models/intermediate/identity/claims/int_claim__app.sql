-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers that a mini-program
-- saw or bound together. What was unbound last claims nothing but the openid's own unionid. `is_typed`
-- marks a phone that nobody confirmed. Devices link nobody and claim nothing.

with app_event as (
    select * from {{ ref('stg_app_event') }} where business_date <= {{ as_of_date() }}
),

pair as (
    {{ first_together('app_event', ['unionid', 'openid'], 'occurred_at') }}
),

binding as (
    select
        *,
        row_number() over (
            partition by appid, openid_hash, plate_hash, card_no_hash, phone_hash
            order by bound_at desc, action desc
        ) as recency
    from {{ ref('stg_app_binding') }}
    where business_date <= {{ as_of_date() }}
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
    {{ claims_of_records('pair', 'app_event', ['unionid', 'openid']) }}
    union all
    {{ claims_of_records('bound', 'app_binding', ['unionid', 'openid', 'card_no', 'plate']) }}
    union all
    {{ claims_of_records('confirmed', 'app_binding', ['phone']) }}
),

typed_claim as (
    {{ claims_of_records('typed', 'app_binding', ['phone']) }}
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
