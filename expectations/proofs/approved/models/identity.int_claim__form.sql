-- One row per source_feed, source_key, identifier_type and identifier_hash: identifiers of sign-ups by
-- form. A phone is as typed.

with signup as (
    select
        *,
        concat_ws('|', form_id, serial_no) as source_key
    from "intermediate"."int_form__signup"
),

seen as (
    select
        source_key,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        signed_up_at
    from signup
    union all
    select
        source_key,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        signed_up_at
    from signup
    union all
    select
        source_key,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        signed_up_at
    from signup
    
)

select
    'form_signup' as source_feed,
    source_key,
    identifier_type,
    identifier_hash,
    signed_up_at as seen_at,
    signed_up_at as bound_at,
    signed_up_at as last_seen_at
from seen
where identifier_hash is not null
