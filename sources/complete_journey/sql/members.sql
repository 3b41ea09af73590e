-- Households as members, campaigns as sends, coupons as ledger entries.

-- The data know no day of joining: a household is taken to have registered with its first ticket (derived). Its
-- number serves as member number and as card number, as the feed has one numbering for both.
create temp view member_registry as
select
    min(delivered_on) as delivered_on,
    household_id as seq,
    household_id as member_no,
    'CJ' as mall_id,
    household_id as card_no,
    rfc3339(min(sold_at)) as registered_at
from line
group by household_id;

create temp view outreach_log as
select
    c.delivered_on,
    row_number() over (order by r.campaign_id, r.household_id) as seq,
    r.campaign_id || '-' || serial('send|' || r.campaign_id || '|' || r.household_id) as send_id,
    r.campaign_id,
    'push' as channel,
    false as is_manual,
    r.household_id as member_no,
    local_noon(c.start_on) as planned_at,
    local_noon(c.start_on) as sent_at,
    'sent' as status
from recipient as r
inner join campaign as c using (campaign_id);

-- The shop of a redemption is not in the source. It is named where it cannot be another: the household bought in one
-- store only that day, or one store only gave it a coupon discount on the coupon's products. Else it stays empty.
create temp table redemption_shop as
with seen as (
    select
        r.campaign_id,
        r.coupon_upc,
        r.household_id,
        r.redeemed_on,
        l.store_id,
        bool_or(l.coupon_fen > 0 and c.product_id is not null) as is_discounted
    from redemption as r
    inner join line as l on r.household_id = l.household_id and r.redeemed_on = l.delivered_on
    left join coupon_product as c
        on r.campaign_id = c.campaign_id and r.coupon_upc = c.coupon_upc and l.product_id = c.product_id
    group by all
)

select
    campaign_id,
    coupon_upc,
    household_id,
    redeemed_on,
    case
        when count(*) = 1 then min(store_id)
        when count(*) filter (where is_discounted) = 1 then min(store_id) filter (where is_discounted)
    end as shop_id
from seen
group by campaign_id, coupon_upc, household_id, redeemed_on;

-- Issues are exact for campaigns of types B and C, where each recipient got every coupon. Of type A each got sixteen
-- that the source does not name: to issue only those that were redeemed would make every one of them a success, so
-- they have no issue at all, and neither has the second copy of a coupon that a household redeemed twice.
create temp view benefit_ledger as
with issued as (
    select
        c.delivered_on,
        r.campaign_id,
        b.coupon_upc,
        r.household_id,
        1 as copy_no,
        'issued' as state,
        local_noon(c.start_on) as state_at,
        null::bigint as shop_id
    from recipient as r
    inner join campaign as c using (campaign_id)
    inner join (select distinct campaign_id, coupon_upc from coupon_product) as b using (campaign_id)
    where c.campaign_type <> 'Type A'
),

redeemed as (
    select
        r.redeemed_on as delivered_on,
        r.campaign_id,
        r.coupon_upc,
        r.household_id,
        r.copy_no,
        'redeemed' as state,
        local_noon(r.redeemed_on) as state_at,
        s.shop_id
    from redemption as r
    left join redemption_shop as s using (campaign_id, coupon_upc, household_id, redeemed_on)
)

select
    delivered_on,
    row_number() over (order by delivered_on, state, campaign_id, coupon_upc, household_id) as seq,
    concat_ws(
        '-',
        campaign_id,
        coupon_upc,
        serial('coupon|' || campaign_id || '|' || coupon_upc || '|' || household_id),
        case when copy_no > 1 then copy_no end
    ) as coupon_code,
    campaign_id || '-' || coupon_upc as benefit_id,
    household_id as member_no,
    state,
    state_at,
    shop_id
from (from issued union all by name from redeemed);
