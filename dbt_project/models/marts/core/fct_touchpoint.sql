-- One row per touchpoint_id: one thing that happened between a person and the operator, as a feed told it.

with registration as (
    select
        *,
        row_number() over (
            partition by member_no_hash order by registered_at asc, tier_changed_at asc nulls first
        ) as appearance
    from {{ ref('stg_member_registry') }}
    where registered_on <= {{ as_of_date() }}
),

member_no as (
    select * from {{ ref('int_identity__member_identifier') }} where identifier_type = 'member_no'
),

ticket as (
    select * from {{ ref('int_purchase__ticket') }}
),

coupon_state as (
    select * from {{ ref('int_benefit__state') }}
),

send as (
    select * from {{ ref('int_outreach__send') }}
),

member_join as (
    select * from {{ ref('int_member__registration') }}
),

touchpoint as (
    select
        'member_registry' as source_feed,
        registration.member_no_hash as source_key,
        member_no.member_uid,
        'member_no' as identifier_type,
        registration.member_no_hash as identifier_hash,
        'registration' as touchpoint_type,
        registration.entry_id,
        registration.mall_id,
        registration.registered_at as occurred_at,
        registration.registered_on as business_date,
        registration.delivered_on
    from registration
    left join member_no on registration.member_no_hash = member_no.identifier_hash
    where registration.appearance = 1
    union all
    select
        source_feed,
        ticket_id as source_key,
        member_uid,
        identifier_type,
        identifier_hash,
        case ticket_kind when 'return' then 'ticket_return' else 'ticket' end as touchpoint_type,
        cast(null as varchar) as entry_id,
        mall_id,
        sold_at as occurred_at,
        business_date,
        delivered_on
    from ticket
    union all
    select
        'benefit_ledger' as source_feed,
        concat_ws('|', coupon_state.coupon_code, coupon_state.state) as source_key,
        coupon_state.member_uid,
        coupon_state.identifier_type,
        coupon_state.identifier_hash,
        'coupon_' || coupon_state.state as touchpoint_type,
        member_join.first_entry_id,
        coupon_state.mall_id,
        coupon_state.state_at as occurred_at,
        coupon_state.business_date,
        coupon_state.delivered_on
    from coupon_state
    left join member_join on coupon_state.member_uid = member_join.member_uid
    union all
    select
        'outreach_log' as source_feed,
        send_id as source_key,
        member_uid,
        identifier_type,
        identifier_hash,
        'outreach_' || status as touchpoint_type,
        cast(null as varchar) as entry_id,
        mall_id,
        coalesce(sent_at, planned_at) as occurred_at,
        business_date,
        delivered_on
    from send
),

final as (
    select
        md5(concat_ws('|', source_feed, source_key)) as touchpoint_id,
        source_feed,
        source_key,
        member_uid,
        identifier_type,
        identifier_hash,
        touchpoint_type,
        entry_id,
        mall_id,
        occurred_at,
        business_date,
        -- The folder tells the day of delivery only; it began at this instant where landing is kept.
        {{ local_to_utc('cast(delivered_on as timestamp)', "'" ~ var('landing_timezone') ~ "'") }}
            as delivered_at
    from touchpoint
)

select * from final
