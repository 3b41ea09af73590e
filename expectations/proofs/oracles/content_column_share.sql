-- Pieces of content by the column that they stand in out of all pieces.
select
    cast(date_trunc('{period}', business_date) as date) as period_start,
    {mall} as mall,
    {dimension} as dimension_value,
    count(*) / sum(count(*)) over (partition by date_trunc('{period}', business_date), {mall}) as value
from intermediate.int_content__item
group by 1, 2, 3
