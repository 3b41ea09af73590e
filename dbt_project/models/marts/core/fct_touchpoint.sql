-- One row per touchpoint_id: one thing that happened between a person and the operator, as a feed told it.
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

member_join as (
    select * from {{ ref('int_member__registration') }}
),

final as (
    select
        md5(concat_ws('|', touchpoint.source_feed, touchpoint.source_key)) as touchpoint_id,
        touchpoint.source_feed,
        touchpoint.source_key,
        member_identifier.member_uid,
        touchpoint.identifier_type,
        touchpoint.identifier_hash,
        touchpoint.touchpoint_type,
        case
            when touchpoint.source_feed = 'benefit_ledger' then member_join.first_entry_id
            else touchpoint.entry_id
        end as entry_id,
        touchpoint.mall_id,
        touchpoint.occurred_at,
        touchpoint.business_date,
        -- The folder tells the day of delivery only; it began at this instant where landing is kept.
        {{ local_to_utc('cast(touchpoint.delivered_on as timestamp)', "'" ~ var('landing_timezone') ~ "'") }}
            as delivered_at
    from touchpoint
    left join member_identifier
        on
            {{ member_at(
                'member_identifier', 'touchpoint.identifier_type', 'touchpoint.identifier_hash', 'touchpoint.occurred_at'
            ) }}
    left join member_join on member_identifier.member_uid = member_join.member_uid
)

select * from final
