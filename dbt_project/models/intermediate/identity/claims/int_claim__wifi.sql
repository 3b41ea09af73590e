-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers that logged in
-- to Wi-Fi together. The device's address links nobody and claims nothing.

with seen as (
    select * from {{ ref('stg_wifi_portal') }} where business_date <= {{ as_of_date() }}
),

pair as (
    {{ first_together('seen', ['openid', 'phone'], 'login_at') }}
),

final as (
    {{ claims_of_records('pair', 'wifi_portal', ['openid', 'phone']) }}
)

select * from final
