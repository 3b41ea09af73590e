-- One row per appid, openid_hash, bound_at and action: a binding made or undone in a mini-program, as last
-- delivered. No mall is told, so local times are read on the default clock.

with timed as (
    {{ rows_on_clock('app_binding', ['bound_at']) }}
),

latest as (
    {{ latest_delivery('timed', ['appid', 'openid_hash', 'bound_at', 'action']) }}
)

select
    appid,
    openid_hash,
    bound_at,
    action,
    {{ business_date_on_clock('bound_at') }} as business_date,
    unionid_hash,
    phone_hash,
    phone_verified as is_phone_verified,
    plate_hash,
    card_no_hash,
    delivered_on
from latest
