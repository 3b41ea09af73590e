-- One row per source_feed, delivered_on, identifier_type and identifier_hash that stands on many records of a
-- new file, or of a day's new files: on how many of those that name such an identifier. Only the last
-- delivery of a record counts, so that a corrected file puts a poisoned one right. Deliveries that a
-- published night has built are not new.

{#-
    Feeds whose identifiers make members: the key of a record as the registry names it, and the kinds to
    look at (of `phone` the column `phone_hash`). A test holds the list against the registry.
-#}
{%- set watched = {
    'member_registry': {
        'key': ['member_no', 'tier_changed_at'],
        'types': ['phone', 'unionid', 'openid', 'card_no']
    },
    'benefit_ledger': {'key': ['coupon_code', 'state', 'state_at'], 'types': ['member_no', 'openid']},
    'outreach_log': {'key': ['send_id'], 'types': ['member_no', 'external_userid']},
    'points': {'key': ['entry_no'], 'types': ['member_no']},
    'app_event': {'key': ['event_id'], 'types': ['openid', 'unionid']},
    'app_binding': {
        'key': ['appid', 'openid', 'bound_at', 'action'],
        'types': ['unionid', 'phone', 'card_no']
    },
    'event_checkin': {'key': ['event_id', 'member_no', 'openid', 'phone'], 'types': ['phone']},
    'wifi_portal': {'key': ['mac_hash', 'login_at'], 'types': ['phone', 'openid']},
    'form_signup': {'key': ['form_id', 'serial_no'], 'types': ['openid', 'unionid', 'phone']},
    'groupbuy_order': {'key': ['activity', 'group_no'], 'types': ['phone']},
    'voucher_douyin': {
        'key': ['verify_id', 'certificate_id', 'state', 'verified_at'],
        'types': ['phone']
    },
    'voucher_meituan': {'key': ['receipt_code', 'verified_at'], 'types': ['phone']},
    'pos_sales': {
        'key': ['store_code', 'till_date', 'till_no', 'ticket_no'],
        'types': ['card_no', 'phone']
    },
    'parking': {
        'key': ['park_code', 'record_id', 'plate', 'in_at', 'out_at', 'entry_lane', 'exit_lane'],
        'types': ['card_no', 'openid']
    },
    'wechatpay_bill': {'key': ['transaction_id', 'refund_id'], 'types': ['openid']},
    'wechatpay_circle': {
        'key': ['kind', 'refund_id', 'transaction_id', 'openid', 'occurred_at'],
        'types': ['openid']
    },
    'wechatpay_coupon': {'key': ['coupon_id', 'state'], 'types': ['openid', 'unionid']},
    'wecom_contact': {'key': ['scope', 'external_userid', 'userid'], 'types': ['unionid']},
    'wecom_contact_event': {
        'key': ['event', 'change_type', 'userid', 'external_userid', 'event_at'],
        'types': ['external_userid']
    },
    'wecom_group': {
        'key': ['chat_id', 'external_userid', 'member_userid', 'joined_at'],
        'types': ['unionid']
    }
} %}

with
{% for feed, of_feed in watched.items() %}
{{ feed }}_row as (
    {{ latest_delivery('(' ~ new_rows(feed, of_feed.key, of_feed.types) ~ ') as new_row', ['record_key']) }}
),
{% endfor %}

-- Some feeds come as one file a day, others as one a record.
counted as (
    {%- for feed, of_feed in watched.items() %}
    {%- set outer = loop %}
    {%- for identifier_type in of_feed.types %}
    {%- set of_type = loop %}
    {%- for counted_by in ['_file_id', 'delivered_on'] %}
    select
        '{{ feed }}' as source_feed,
        delivered_on,
        '{{ identifier_type }}' as identifier_type,
        {{ identifier_type }}_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by {{ counted_by }}) as all_records
    from {{ feed }}_row
    where {{ identifier_type }}_hash is not null
    group by {{ counted_by }}, delivered_on, {{ identifier_type }}_hash
    {%- if not (loop.last and of_type.last and outer.last) %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
    {%- endfor %}
),

final as (
    select
        source_feed,
        delivered_on,
        identifier_type,
        identifier_hash,
        max(records) as records,
        cast(arg_max(all_records, records) as bigint) as all_records
    from counted
    where
        records >= {{ var('identity_breaker_value_records') }}
        and records >= {{ var('identity_breaker_value_share') }} * all_records
    group by source_feed, delivered_on, identifier_type, identifier_hash
)

select * from final
