-- One row per source_feed and source_key: a login at a Wi-Fi portal, known by the openid, else the
-- phone, else the device.

with login as (
    select * from "staging"."stg_wifi_portal" where business_date <= (select as_of_date from "control"."run")
)

select
    'wifi_portal' as source_feed,
    concat_ws('|', mac_hash, cast(login_at as varchar)) as source_key,
    case
        when openid_hash is not null then 'openid'
        when phone_hash is not null then 'phone'
        else 'mac_hash'
    end as identifier_type,
    coalesce(openid_hash, phone_hash, mac_hash) as identifier_hash,
    'wifi_login' as touchpoint_type,
    cast(null as varchar) as entry_id,
    mall_id,
    login_at as occurred_at,
    business_date,
    delivered_on
from login
