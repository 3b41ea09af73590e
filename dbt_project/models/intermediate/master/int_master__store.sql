-- One row per store_code and valid_from: the shop that a till's store code means on a day, [valid_from,
-- valid_to). The first shop of a code also answers for earlier days, the last one for later days; where
-- two shops hold a code at once the newer entry wins, then the smaller shop_id. The category is the
-- shop's last known one.

with shop as (
    select * from {{ ref('dim_shop') }}
),

shop_now as (
    select
        shop_id,
        category
    from shop
    where is_last_known
),

change_day as (
    select distinct
        pos_store_code as store_code,
        valid_from
    from shop
),

candidate as (
    select
        change_day.store_code,
        change_day.valid_from,
        shop.shop_id,
        row_number() over (
            partition by change_day.store_code, change_day.valid_from
            order by shop.valid_from desc, shop.shop_id asc
        ) as preference
    from change_day
    inner join shop
        on
            change_day.store_code = shop.pos_store_code
            and change_day.valid_from >= shop.valid_from
            and (shop.valid_to is null or change_day.valid_from < shop.valid_to)
),

final as (
    select
        candidate.store_code,
        case
            when lag(candidate.valid_from) over store_history is null then date '0001-01-01'
            else candidate.valid_from
        end as valid_from,
        coalesce(lead(candidate.valid_from) over store_history, date '9999-12-31') as valid_to,
        candidate.shop_id,
        shop_now.category
    from candidate
    inner join shop_now on candidate.shop_id = shop_now.shop_id
    where candidate.preference = 1
    window store_history as (partition by candidate.store_code order by candidate.valid_from)
)

select * from final
