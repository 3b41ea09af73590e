-- Minutes from payment to the door that nine of ten express orders keep to.
select
    cast(date_trunc('{period}', business_date) as date) as period_start,
    {mall} as mall,
    {dimension} as dimension_value,
    quantile_cont(express_minutes, 0.9) as value
from intermediate.int_stock__fulfilment
group by 1, 2, 3
