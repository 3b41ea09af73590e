-- One row per source_feed and source_key: a member who logged in at a mall's Wi-Fi portal.

with member_identifier as (
    select * from "identity"."int_identity__member_identifier"
),

told as (
    select
        concat_ws('|', mac_hash, cast(login_at as varchar)) as source_key,
        case when openid_hash is not null then 'openid' else 'phone' end as identifier_type,
        coalesce(openid_hash, phone_hash) as identifier_hash,
        mall_id,
        login_at,
        business_date
    from "staging"."stg_wifi_portal"
    where mall_id is not null and business_date <= (select as_of_date from "control"."run")
)

select
    'wifi' as evidence_kind,
    'wifi_portal' as source_feed,
    told.source_key,
    member_identifier.member_uid,
    told.mall_id,
    cast(null as varchar) as shop_id,
    told.login_at as seen_at,
    told.business_date
from told
inner join member_identifier
    on
        told.identifier_type = member_identifier.identifier_type
            and told.identifier_hash = member_identifier.identifier_hash
            and coalesce(told.login_at, timestamp '9999-12-30') >= member_identifier.valid_from
            and coalesce(told.login_at, timestamp '9999-12-30') < member_identifier.valid_to
