-- One row per touchpoint_id: one thing that happened between a person and the operator, as a feed told it.
-- A card that several people show tells no one.
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

with touchpoint as (
    {%- for family in families %}
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        touchpoint_type,
        entry_id,
        mall_id,
        occurred_at,
        business_date,
        delivered_on
    from {{ ref('int_touchpoint__' ~ family) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

member_identifier as (
    select * from {{ ref('int_identity__member_identifier') }}
),

lent_card as (
    select * from {{ ref('int_identity__lent_card') }}
),

known as (
    select
        touchpoint.*,
        case when lent_card.node_key is null then member_identifier.member_uid end as member_uid
    from touchpoint
    left join member_identifier
        on
            {{ member_at(
                'member_identifier', 'touchpoint.identifier_type', 'touchpoint.identifier_hash', 'touchpoint.occurred_at'
            ) }}
    left join lent_card
        on
            touchpoint.identifier_type = 'card_no'
            and {{ identifier_key("'card_no'", 'touchpoint.identifier_hash') }} = lent_card.node_key
),

member_join as (
    select * from {{ ref('int_member__registration') }}
),

final as (
    select
        md5(concat_ws('|', known.source_feed, known.source_key)) as touchpoint_id,
        known.source_feed,
        known.source_key,
        known.member_uid,
        known.identifier_type,
        known.identifier_hash,
        known.touchpoint_type,
        case
            when known.source_feed = 'benefit_ledger' then member_join.first_entry_id
            else known.entry_id
        end as entry_id,
        known.mall_id,
        known.occurred_at,
        known.business_date,
        -- The folder tells the day of delivery only; it began at this instant where landing is kept.
        {{ local_to_utc('cast(known.delivered_on as timestamp)', "'" ~ var('landing_timezone') ~ "'") }}
            as delivered_at
    from known
    left join member_join on known.member_uid = member_join.member_uid
)

select * from final
