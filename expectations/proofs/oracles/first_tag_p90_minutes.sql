-- Minutes within which nine of ten first tags were put, over new friends who got one.
select
    cast(date_trunc('{period}', added_on) as date) as period_start,
    {mall} as mall,
    {dimension} as dimension_value,
    quantile_cont(first_tag_minutes, 0.9) as value
from intermediate.int_friend__cohort
group by 1, 2, 3
