-- One row per source_feed and source_key: a coupon or voucher redeemed in a shop of a mall by a member.
-- One whose shop is not known proves no visit.

with member_identifier as (
    select * from "identity"."int_identity__member_identifier"
),

used_coupon as (
    select * from "intermediate"."int_payment__coupon_state" where state = 'used'
),

voucher as (
    select * from "intermediate"."int_purchase__voucher" where state = 'verified'
),

redeemed as (
    select
        'benefit_ledger' as source_feed,
        coupon_code as source_key,
        member_uid,
        mall_id,
        shop_id,
        state_at as seen_at,
        business_date
    from "intermediate"."int_benefit__state"
    where state = 'redeemed'
    union all
    select
        'wechatpay_coupon' as source_feed,
        used_coupon.coupon_id as source_key,
        member_identifier.member_uid,
        used_coupon.mall_id,
        used_coupon.shop_id,
        used_coupon.state_at as seen_at,
        used_coupon.business_date
    from used_coupon
    inner join member_identifier
        on
            used_coupon.identifier_type = member_identifier.identifier_type
            and used_coupon.identifier_hash = member_identifier.identifier_hash
            and coalesce(used_coupon.state_at, timestamp '9999-12-30') >= member_identifier.valid_from
            and coalesce(used_coupon.state_at, timestamp '9999-12-30') < member_identifier.valid_to
    union all
    select
        voucher.source_feed,
        voucher.source_key,
        member_identifier.member_uid,
        voucher.mall_id,
        voucher.shop_id,
        voucher.verified_at as seen_at,
        voucher.business_date
    from voucher
    inner join member_identifier
        on
            'phone' = member_identifier.identifier_type
            and voucher.phone_hash = member_identifier.identifier_hash
            and coalesce(voucher.verified_at, timestamp '9999-12-30') >= member_identifier.valid_from
            and coalesce(voucher.verified_at, timestamp '9999-12-30') < member_identifier.valid_to
)

select
    'redemption' as evidence_kind,
    source_feed,
    source_key,
    member_uid,
    mall_id,
    shop_id,
    seen_at,
    business_date
from redeemed
where member_uid is not null and mall_id is not null and shop_id is not null
