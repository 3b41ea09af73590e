-- One row per source_feed and source_key: a sign-up by form as a touchpoint.

select
    'form_signup' as source_feed,
    concat_ws('|', form_id, serial_no) as source_key,
    case
        when unionid_hash is not null then 'unionid'
        when openid_hash is not null then 'openid'
        when phone_hash is not null then 'phone'
    end as identifier_type,
    coalesce(unionid_hash, openid_hash, phone_hash) as identifier_hash,
    'sign_up' as touchpoint_type,
    entry_code as entry_id,
    mall_id,
    signed_up_at as occurred_at,
    business_date,
    delivered_on
from "intermediate"."int_form__signup"
