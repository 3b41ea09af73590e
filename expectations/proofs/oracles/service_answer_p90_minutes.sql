-- Minutes within which nine of ten conversations begun by customers were answered.
select
    cast(date_trunc('{period}', business_date) as date) as period_start,
    {mall} as mall,
    {dimension} as dimension_value,
    quantile_cont(answer_minutes, 0.9) as value
from intermediate.int_chat__conversation
group by 1, 2, 3
