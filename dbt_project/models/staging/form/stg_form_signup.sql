-- One row per form_id and serial_no: a sign-up by form, as last delivered; an entry that is changed comes
-- again whole.

with delivered as (
    {{ delivered_rows('form_signup') }}
),

latest as (
    {{ latest_delivery('delivered', ['form_id', 'serial_no']) }}
)

select
    form_id,
    serial_no,
    {{ utc_instant('signed_up_at', "'" ~ var('default_timezone') ~ "'") }} as signed_up_at,
    {{ utc_instant('updated_at', "'" ~ var('default_timezone') ~ "'") }} as updated_at,
    entry_code,
    openid_hash,
    unionid_hash,
    phone_hash,
    delivered_on
from latest
