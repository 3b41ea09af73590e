-- One row per coupon_code and state up to the as-of day: when a coupon came into a state, and whose it
-- was. A state reached twice counts once, the first time. A redemption counts only when no cancellation
-- or refund came at the same moment or later (B9: net of cancellations), and not when its verification
-- failed.

with step as (
    select *
    from "staging"."stg_benefit_ledger"
    where
        business_date <= (select as_of_date from "control"."run")
        and not (state = 'redeemed' and coalesce(is_verified = false, false))
),

undoing as (
    select
        coupon_code,
        max(state_at) as last_undone_at
    from step
    where state in ('cancelled', 'refunded')
    group by coupon_code
),

ordered as (
    select
        step.*,
        row_number() over (
            partition by step.coupon_code, step.state order by step.state_at
        ) as appearance
    from step
    left join undoing on step.coupon_code = undoing.coupon_code
    where
        step.state <> 'redeemed'
        or undoing.last_undone_at is null
        or step.state_at > undoing.last_undone_at
),

member_no as (
    select * from "identity"."int_identity__member_identifier" where identifier_type = 'member_no'
),

openid as (
    select * from "identity"."int_identity__member_identifier" where identifier_type = 'openid'
),

benefit as (
    select * from "core"."dim_benefit" where is_last_known
),

final as (
    select
        ordered.coupon_code,
        ordered.state,
        ordered.state_at,
        ordered.business_date,
        ordered.benefit_id,
        benefit.campaign_id,
        coalesce(member_no.member_uid, openid.member_uid) as member_uid,
        case when ordered.member_no_hash is not null then 'member_no' else 'openid' end as identifier_type,
        coalesce(ordered.member_no_hash, ordered.openid_hash) as identifier_hash,
        ordered.mall_id,
        ordered.shop_id,
        benefit.benefit_class,
        benefit.benefit_type,
        benefit.trigger as benefit_trigger,
        benefit.bearer,
        benefit.face_value_fen,
        case when ordered.state = 'redeemed' then benefit.unit_cost_fen end as cost_fen,
        benefit.valid_days,
        ordered.order_no,
        ordered.delivered_on
    from ordered
    left join member_no on ordered.member_no_hash = member_no.identifier_hash
    left join openid on ordered.openid_hash = openid.identifier_hash
    left join benefit on ordered.benefit_id = benefit.benefit_id
    where ordered.appearance = 1
)

select * from final
