-- Minutes from payment to the door that nine of ten express orders keep to; orders name no mall.
with express_order as (
    select *, cast(null as varchar) as mall_id from intermediate.int_stock__fulfilment
)

select
    cast(date_trunc('{period}', business_date) as date) as period_start,
    {mall} as mall,
    {dimension} as dimension_value,
    quantile_cont(express_minutes, 0.9) as value
from express_order
group by 1, 2, 3
