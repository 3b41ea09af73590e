-- Master data, delivered once with the first day. What the feed requires and the source does not say is 0 for
-- money, rates and caps ("not known", "no cap"); what is derived is derived from the whole year, with hindsight.

create temp view master_mall as
select
    (select min(delivered_on) from line) as delivered_on,
    1 as seq,
    'CJ' as mall_id,
    'Complete Journey' as mall_name,
    'regional' as mall_type,
    'America/New_York' as timezone,
    0 as business_day_cut_hour,
    0 as open_hour,
    24 as close_hour,
    'USD' as currency;

-- Each store is a shop; its category is the department that took most money there.
create temp view master_shop as
with department as (
    select
        l.store_id,
        coalesce(p.department, 'UNKNOWN') as category,
        sum(l.net_fen) as net_fen
    from line as l
    left join source_product as p using (product_id)
    group by all
),

ranked as (
    select *, row_number() over (partition by store_id order by net_fen desc, category) as place from department
)

select
    (select min(delivered_on) from line) as delivered_on,
    store_id as seq,
    store_id as shop_id,
    'CJ' as mall_id,
    'Store ' || store_id as shop_name,
    'Complete Journey' as brand,
    '1' as floor,
    category,
    store_id as pos_store_code,
    0 as margin_rate
from ranked
where place = 1;

-- price_band: thirds of the shelf price per unit within the category; mid where never sold or fewer than three
-- products of the category were. Products are named by their kind: the source has no names.
create temp view master_product as
with shelf_price as (
    select product_id, sum(gross_fen) / sum(quantity) as price from line where quantity > 0 group by all
),

banded as (
    select
        p.*,
        s.price,
        count(s.price) over category as priced,
        percent_rank() over (partition by p.product_category, s.price is null order by s.price) as price_rank
    from source_product as p
    left join shelf_price as s using (product_id)
    window category as (partition by p.product_category)
)

select
    (select min(delivered_on) from line) as delivered_on,
    product_id as seq,
    product_id as sku_id,
    concat_ws(' ', coalesce(product_type, 'UNKNOWN'), package_size) as name,
    department as category,
    coalesce(product_category, 'UNKNOWN') as subcategory,
    brand,
    brand = 'Private' as is_own_brand,
    concat_ws(' ', product_category, product_type) like '%IMPORT%' as is_imported,
    concat_ws(' ', product_category, product_type) like '%ORGANIC%' as is_organic,
    department in ('PRODUCE', 'MEAT', 'SEAFOOD', 'DELI', 'PASTRY', 'FLORAL', 'SALAD BAR') as is_fresh,
    case
        when price is null or priced < 3 then 'mid'
        when price_rank <= 1.0 / 3 then 'low'
        when price_rank <= 2.0 / 3 then 'mid'
        else 'top'
    end as price_band,
    0 as margin_rate
from banded;

-- All recipients were buyers already, so the objective is to repeat. The last second of the last day ends it.
create temp view master_campaign as
select
    (select min(delivered_on) from line) as delivered_on,
    campaign_id as seq,
    campaign_id,
    'CJ' as mall_id,
    'Campaign ' || campaign_id || ' (' || campaign_type || ')' as name,
    'repeat' as objective,
    'none' as node,
    local_clock(start_on, '00:00:00') as start_at,
    local_clock(end_on, '23:59:59') as end_at,
    campaign_type as template_id,
    'complete-journey' as owner
from campaign;

-- Face value, derived: the median of the manufacturer's discount that a redemption of the coupon brought on its own
-- products that day. Only redemptions whose products no other coupon of that household and day covers count, so
-- that no discount is given to two coupons; 0 where there is none. The manufacturer bears it.
create temp view master_benefit as
with discounted as (
    select
        r.campaign_id,
        r.coupon_upc,
        l.household_id,
        l.delivered_on,
        l.source_row,
        l.coupon_fen,
        count(*) over (partition by l.source_row) as coupons_on_line
    from redemption as r
    inner join line as l on r.household_id = l.household_id and r.redeemed_on = l.delivered_on
    inner join coupon_product as c
        on r.campaign_id = c.campaign_id and r.coupon_upc = c.coupon_upc and l.product_id = c.product_id
    where l.coupon_fen > 0
),

per_redemption as (
    select campaign_id, coupon_upc, sum(coupon_fen) as coupon_fen
    from discounted
    group by campaign_id, coupon_upc, household_id, delivered_on
    having max(coupons_on_line) = 1
),

face_value as (
    select campaign_id, coupon_upc, cast(round(median(coupon_fen)) as bigint) as fen from per_redemption group by all
),

benefit as (
    select distinct campaign_id, coupon_upc from coupon_product
)

select
    (select min(delivered_on) from line) as delivered_on,
    row_number() over (order by b.campaign_id, b.coupon_upc) as seq,
    b.campaign_id || '-' || b.coupon_upc as benefit_id,
    b.campaign_id,
    'Coupon ' || b.coupon_upc as name,
    'instant' as benefit_class,
    'repeat' as benefit_type,
    coalesce(f.fen, 0) as face_value_fen,
    coalesce(f.fen, 0) as unit_cost_fen,
    'merchant' as bearer,
    -- days count from the first one on: a coupon of the campaign's first day holds to its last
    date_diff('day', c.start_on, c.end_on) + 1 as valid_days,
    'campaign' as trigger,
    0 as cap_issue_fen,
    0 as cap_member_month_fen,
    0 as cap_month_fen
from benefit as b
inner join campaign as c using (campaign_id)
left join face_value as f using (campaign_id, coupon_upc);

-- Campaigns are outreach, not experiments: nobody was held out. The header alone says that the feed is there.
create temp view master_experiment as
select
    (select min(delivered_on) from line) as delivered_on,
    1 as seq,
    null as experiment_id,
    null as campaign_id,
    null as kind,
    null as unit,
    null as arms,
    null as salt,
    null as population,
    null as primary_metric,
    null as metrics,
    null as outcome_days,
    null as pre_days,
    null as start_at,
    null as end_at,
    null as registered_at;
