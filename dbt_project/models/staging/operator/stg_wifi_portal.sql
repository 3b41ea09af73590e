-- One row per mac_hash and login_at: a login at a mall's Wi-Fi portal, as last delivered.

with timed as (
    {{ rows_on_clock('wifi_portal', ['login_at', 'logout_at'], clock=('mall', 'mall_id')) }}
),

latest as (
    {{ latest_delivery('timed', ['mac_hash_hash', 'login_at']) }}
)

select
    mac_hash_hash as mac_hash,
    login_at,
    {{ business_date_on_clock('login_at') }} as business_date,
    logout_at,
    phone_hash,
    openid_hash,
    ap_id,
    mall_id,
    delivered_on
from latest
