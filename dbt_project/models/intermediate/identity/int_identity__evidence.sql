-- One row per source_feed, source_key, identifier_type and identifier_hash: an identifier seen in one
-- record. Identifiers of one source_key stood side by side. A till proves a card once: its first ticket
-- stands for all. Phones take no part in version 1 of the rules.

with registry as (
    select
        *,
        concat_ws('|', member_no_hash, cast(tier_changed_at as varchar)) as source_key,
        coalesce(tier_changed_at, registered_at) as bound_at
    from {{ ref('stg_member_registry') }}
    where registered_on <= {{ as_of_date() }}
),

ledger as (
    select
        *,
        concat_ws('|', coupon_code, state, cast(state_at as varchar)) as source_key
    from {{ ref('stg_benefit_ledger') }}
    where business_date <= {{ as_of_date() }}
),

outreach as (
    select * from {{ ref('stg_outreach_log') }} where business_date <= {{ as_of_date() }}
),

card_at_till as (
    select
        card_no_hash,
        min(sold_at) as sold_at
    from {{ ref('int_purchase__till_ticket') }}
    where card_no_hash is not null
    group by card_no_hash
),

seen as (
    {%- for identifier_type in ['unionid', 'openid', 'member_no', 'card_no'] %}
    select
        'member_registry' as source_feed,
        source_key,
        '{{ identifier_type }}' as identifier_type,
        {{ identifier_type }}_hash as identifier_hash,
        registered_at as seen_at,
        bound_at
    from registry
    union all
    {%- endfor %}
    {%- for identifier_type in ['openid', 'member_no'] %}
    select
        'benefit_ledger' as source_feed,
        source_key,
        '{{ identifier_type }}' as identifier_type,
        {{ identifier_type }}_hash as identifier_hash,
        state_at as seen_at,
        state_at as bound_at
    from ledger
    union all
    {%- endfor %}
    {%- for identifier_type in ['external_userid', 'member_no'] %}
    select
        'outreach_log' as source_feed,
        send_id as source_key,
        '{{ identifier_type }}' as identifier_type,
        {{ identifier_type }}_hash as identifier_hash,
        coalesce(sent_at, planned_at) as seen_at,
        coalesce(sent_at, planned_at) as bound_at
    from outreach
    union all
    {%- endfor %}
    select
        'pos_sales' as source_feed,
        card_no_hash as source_key,
        'card_no' as identifier_type,
        card_no_hash as identifier_hash,
        sold_at as seen_at,
        sold_at as bound_at
    from card_at_till
),

final as (
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        {{ identifier_key('identifier_type', 'identifier_hash') }} as node_key,
        case identifier_type when 'unionid' then 'S0' when 'card_no' then 'S2' else 'S1' end as strength,
        seen_at,
        bound_at
    from seen
    where identifier_hash is not null
)

select * from final
