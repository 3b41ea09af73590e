-- One row per mall_id and valid_from: malls as master_mall gave them, [valid_from, valid_to).

with history as (
    select * from {{ ref('int_master__mall') }}
),

final as (
    select
        mall_id,
        valid_from,
        valid_to,
        is_current,
        mall_name,
        mall_type,
        timezone,
        business_day_cut_hour,
        open_hour,
        close_hour,
        parking_codes,
        currency
    from history
)

select * from final
