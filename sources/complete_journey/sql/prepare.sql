-- Macros, and the ticket lines of the year as a till in New York would have written them.
--
-- The source's stamps are UTC (redemption dates agree with ticket dates only when read so: 1,107 of 1,107
-- household-days against 984). One US cent is kept as one fen. Identifiers are the source's own numbers.

create macro yuan(fen) as
    case when fen < 0 then '-' else '' end || (abs(fen) // 100) || '.' || lpad((abs(fen) % 100)::varchar, 2, '0');

create macro cents(dollars) as cast(round(dollars * 100) as bigint);

create macro new_york(utc_at) as timezone('America/New_York', timezone('UTC', utc_at));

create macro rfc3339(utc_at) as
    strftime(new_york(utc_at), '%Y-%m-%dT%H:%M:%S')
    || case date_diff('hour', utc_at, new_york(utc_at)) when -4 then '-04:00' else '-05:00' end;

create macro local_clock(day, clock) as
    rfc3339(timezone('UTC', timezone('America/New_York', day::date + clock::time)));

-- What has a date but no time of day is put at noon of that day.
create macro local_noon(day) as local_clock(day, '12:00:00');

create macro serial(subject) as left(md5(subject), 12);

-- gross = what the shelf said; discount = loyalty price, shop's match and manufacturer's coupon together;
-- net = sales_value - coupon_disc (a settled choice), hence gross - discount. Zero-value lines, negative nets
-- and products that the catalogue does not know are the data's own dirt and stay.
create temp table line as
select
    household_id,
    store_id,
    basket_id,
    product_id,
    quantity,
    cents(coupon_disc) as coupon_fen,
    cents(sales_value) + cents(retail_disc) + cents(coupon_match_disc) as gross_fen,
    cents(retail_disc) + cents(coupon_match_disc) + cents(coupon_disc) as discount_fen,
    cents(sales_value) - cents(coupon_disc) as net_fen,
    transaction_timestamp as sold_at,
    new_york(transaction_timestamp) as local_at,
    new_york(transaction_timestamp)::date as delivered_on,
    file_row_number as source_row
from read_parquet(getvariable('transactions'), file_row_number = true)
order by delivered_on, local_at, basket_id, source_row;

create temp table source_product as from read_parquet(getvariable('products'));

create temp table campaign as
select
    campaign_id,
    campaign_type,
    start_date::date as start_on,
    end_date::date as end_on,
    -- what began before the first ticket comes with the first delivery
    greatest(start_date::date, (select min(delivered_on) from line)) as delivered_on
from read_parquet(getvariable('campaign_descriptions'));

create temp table recipient as from read_parquet(getvariable('campaigns'));

create temp table coupon_product as from read_parquet(getvariable('coupons'));

create temp table redemption as
select
    household_id,
    coupon_upc,
    campaign_id,
    redemption_date::date as redeemed_on,
    row_number() over (
        partition by household_id, coupon_upc, campaign_id order by redemption_date
    ) as copy_no
from read_parquet(getvariable('coupon_redemptions'));
