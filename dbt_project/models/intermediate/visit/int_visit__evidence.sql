-- One row per evidence_kind and source_key: something that proves that a member was in a mall (B2). Any
-- ticket with a member on it proves a visit, a return made in person too; a redemption does where its
-- shop is known.

with ticket as (
    select * from {{ ref('int_purchase__ticket') }}
),

redemption as (
    select * from {{ ref('int_benefit__state') }} where state = 'redeemed'
),

final as (
    select
        'ticket' as evidence_kind,
        ticket_id as source_key,
        member_uid,
        mall_id,
        shop_id,
        sold_at as seen_at,
        business_date
    from ticket
    where member_uid is not null and mall_id is not null
    union all
    select
        'redemption' as evidence_kind,
        coupon_code as source_key,
        member_uid,
        mall_id,
        shop_id,
        state_at as seen_at,
        business_date
    from redemption
    where member_uid is not null and mall_id is not null and shop_id is not null
)

select * from final
