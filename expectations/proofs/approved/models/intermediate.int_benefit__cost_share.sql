-- grain: source_feed, source_key. What a coupon redeemed or a platform's voucher verified cost, and who
-- bears it: mall, merchant or platform. A voucher's record tells both parts. A wallet coupon is shared as
-- the bill of its payment says: what the merchant is not paid is the merchant's, what was made good is
-- whoever's who fills the batch. Else all of it is the benefit's bearer's. Parts are whole fen and make up
-- the cost.
with redemption as (
    select * from "intermediate"."int_benefit__state"
    where state = 'redeemed' and cost_fen is not null
),

bill as (
    select
        used.coupon_id,
        greatest(coalesce(bill.order_fen, bill.settled_fen) - bill.settled_fen, 0) as merchant_part,
        coalesce(bill.coupon_fen, 0) as filled_part
    from "intermediate"."int_payment__coupon_state" as used
    inner join "staging"."stg_wechatpay_bill" as bill
        on used.transaction_id = bill.transaction_id and bill.refund_id is null
    where used.state = 'used'
),

split as (
    select
        redemption.coupon_code,
        redemption.benefit_id,
        redemption.business_date,
        redemption.mall_id,
        redemption.cost_fen,
        coalesce(redemption.bearer, 'mall') as bearer,
        coalesce(bill.merchant_part + bill.filled_part, 0) > 0 as is_told,
        cast(floor(
            redemption.cost_fen * bill.merchant_part / nullif(bill.merchant_part + bill.filled_part, 0)
        ) as bigint) as merchant_told_fen
    from redemption
    left join bill on redemption.coupon_code = bill.coupon_id
),

coupon as (
    select
        *,
        case
            when is_told then merchant_told_fen
            when bearer = 'merchant' then cost_fen
            else 0
        end as merchant_fen
    from split
),

voucher as (
    select * from "intermediate"."int_purchase__voucher"
    where state = 'verified' and coalesce(merchant_discount_fen, platform_discount_fen) is not null
)

select
    'benefit_ledger' as source_feed,
    coupon_code as source_key,
    benefit_id,
    business_date,
    mall_id,
    case when is_told then 'bill' else 'benefit' end as told_by,
    cost_fen,
    case when bearer = 'mall' then cost_fen - merchant_fen else 0 end as mall_fen,
    merchant_fen,
    case when bearer <> 'mall' then cost_fen - merchant_fen else 0 end as platform_fen
from coupon
union all
select
    source_feed,
    source_key,
    cast(null as varchar) as benefit_id,
    business_date,
    mall_id,
    'voucher' as told_by,
    coalesce(merchant_discount_fen, 0) + coalesce(platform_discount_fen, 0) as cost_fen,
    0 as mall_fen,
    coalesce(merchant_discount_fen, 0) as merchant_fen,
    coalesce(platform_discount_fen, 0) as platform_fen
from voucher
