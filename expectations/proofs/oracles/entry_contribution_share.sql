-- New friends by the entry of their first touch out of all new friends.
select
    cast(date_trunc('{period}', added_on) as date) as period_start,
    {mall} as mall,
    {dimension} as dimension_value,
    count(*) / sum(count(*)) over (partition by cast(date_trunc('{period}', added_on) as date), {mall}) as value
from intermediate.int_friend__cohort
group by 1, 2, 3
