-- One row per code_type, code and valid_from: the shop that a code of another system means on a day,
-- [valid_from, valid_to). The first shop of a code also answers for earlier days, the last one for later
-- days; where two shops hold a code at once the newer entry wins, then the smaller shop_id.

with shop as (
    select * from "core"."dim_shop"
),

shop_now as (
    select
        shop_id,
        mall_id,
        category
    from shop
    where is_last_known
),

coded as (
    select
        'pos_store_code' as code_type,
        pos_store_code as code,
        shop_id,
        valid_from,
        valid_to
    from shop
    where pos_store_code is not null
    union all
    select
        'circle_shop_number' as code_type,
        circle_shop_number as code,
        shop_id,
        valid_from,
        valid_to
    from shop
    where circle_shop_number is not null
    union all
    select
        'sub_mchid' as code_type,
        sub_mchid as code,
        shop_id,
        valid_from,
        valid_to
    from shop
    where sub_mchid is not null
    union all
    select
        'douyin_account_id' as code_type,
        douyin_account_id as code,
        shop_id,
        valid_from,
        valid_to
    from shop
    where douyin_account_id is not null
    union all
    select
        'meituan_shop_uuid' as code_type,
        meituan_shop_uuid as code,
        shop_id,
        valid_from,
        valid_to
    from shop
    where meituan_shop_uuid is not null
    
),

change_day as (
    select distinct
        code_type,
        code,
        valid_from
    from coded
),

candidate as (
    select
        change_day.code_type,
        change_day.code,
        change_day.valid_from,
        coded.shop_id,
        row_number() over (
            partition by change_day.code_type, change_day.code, change_day.valid_from
            order by coded.valid_from desc, coded.shop_id asc
        ) as preference
    from change_day
    inner join coded
        on
            change_day.code_type = coded.code_type
            and change_day.code = coded.code
            and change_day.valid_from >= coded.valid_from
            and (coded.valid_to is null or change_day.valid_from < coded.valid_to)
),

final as (
    select
        candidate.code_type,
        candidate.code,
        case
            when lag(candidate.valid_from) over code_history is null then date '0001-01-01'
            else candidate.valid_from
        end as valid_from,
        coalesce(lead(candidate.valid_from) over code_history, date '9999-12-31') as valid_to,
        candidate.shop_id,
        shop_now.mall_id,
        shop_now.category
    from candidate
    inner join shop_now on candidate.shop_id = shop_now.shop_id
    where candidate.preference = 1
    window
        code_history as (
            partition by candidate.code_type, candidate.code order by candidate.valid_from
        )
)

select * from final
