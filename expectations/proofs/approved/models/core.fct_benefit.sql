-- One row per coupon_code and state: a coupon coming into a state; redemptions carry cost and attributed
-- sales.

with coupon_state as (
    select * from "intermediate"."int_benefit__state"
),

attribution as (
    select * from "intermediate"."int_benefit__attribution"
),

member_join as (
    select * from "lifecycle"."int_member__registration"
),

final as (
    select
        coupon_state.coupon_code,
        coupon_state.state,
        coupon_state.state_at,
        coupon_state.business_date,
        coupon_state.benefit_id,
        coupon_state.campaign_id,
        coupon_state.member_uid,
        coupon_state.mall_id,
        coupon_state.shop_id,
        coupon_state.benefit_class,
        coupon_state.benefit_type,
        coupon_state.bearer,
        coupon_state.face_value_fen,
        coupon_state.cost_fen,
        layer_interval.layer,
        member_join.first_entry_id as entry_id,
        coupon_state.order_no,
        attribution.ticket_id,
        attribution.link_kind,
        attribution.attributed_fen,
        attribution.halo_fen,
        coupon_state.identifier_type,
        coupon_state.identifier_hash,
        coupon_state.delivered_on
    from coupon_state
    left join attribution
        on
            coupon_state.coupon_code = attribution.coupon_code
            and coupon_state.state = 'redeemed'
    left join member_join on coupon_state.member_uid = member_join.member_uid
    left join "lifecycle"."int_member__layer_interval" as layer_interval
        on
            coupon_state.member_uid = layer_interval.member_uid
            and coupon_state.business_date >= layer_interval.valid_from
            and coupon_state.business_date < coalesce(layer_interval.valid_to, date '9999-12-31')
)

select * from final
