-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers that logged in
-- to Wi-Fi together. The device's address links nobody and claims nothing.

with seen as (
    select * from "staging"."stg_wifi_portal" where business_date <= (select as_of_date from "control"."run")
),

pair as (
    select
        openid_hash,
        phone_hash,
        md5(concat_ws(
            '|',
            coalesce(openid_hash, '-'),
            coalesce(phone_hash, '-')
        )) as source_key,
        min(login_at) as seen_at,
        min(login_at) as bound_at,
        max(login_at) as last_seen_at
    from seen
    group by openid_hash, phone_hash
),

final as (
    
    select
        'wifi_portal' as source_feed,
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
        'wifi_portal' as source_feed,
        source_key,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        seen_at,
        bound_at,
        last_seen_at
    from pair
    where phone_hash is not null
)

select * from final
