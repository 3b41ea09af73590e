-- One row per source_feed, source_key, identifier_type and identifier_hash: an identifier seen in one
-- record, and what it proves. Identifiers of one source_key stood side by side. S0 and S1 join, S2
-- (confirmed phones, cards) is attached and may join, S3 (phones as typed) is attached, S4 proves nothing
-- of people.
{%- set families = [
    'member',
    'benefit',
    'outreach',
    'till',
    'app',
    'event',
    'survey',
    'wifi',
    'wecom',
    'payment',
    'parking',
    'voucher',
    'form',
    'groupbuy'
] %}
{#- Feeds in which a phone was confirmed, by text message or by WeChat; elsewhere somebody typed it. -#}
{%- set verified_phone = "('member_registry', 'app_binding')" %}

with claim as (
    {%- for family in families %}
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        seen_at,
        bound_at,
        last_seen_at,
        {{ 'is_typed' if family == 'app' else 'source_feed not in ' ~ verified_phone }} as is_typed
    from {{ ref('int_claim__' ~ family) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        {{ identifier_key('identifier_type', 'identifier_hash') }} as node_key,
        case
            when identifier_type = 'unionid' then 'S0'
            when identifier_type in ('openid', 'external_userid', 'member_no') then 'S1'
            when identifier_type = 'card_no' or (identifier_type = 'phone' and not is_typed) then 'S2'
            when identifier_type = 'phone' then 'S3'
            else 'S4'
        end as strength,
        seen_at,
        bound_at,
        last_seen_at
    from claim
)

select * from final
