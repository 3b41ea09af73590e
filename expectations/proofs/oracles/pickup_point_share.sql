-- Pickups of a point out of all pickups of the orders that became ready in the period.
select
    cast(date_trunc('{period}', ready_on) as date) as period_start,
    {mall} as mall,
    {dimension} as dimension_value,
    cast(count(*) filter (where is_picked) as double) / nullif(
        sum(count(*) filter (where is_picked)) over (
            partition by cast(date_trunc('{period}', ready_on) as date), {mall}
        ), 0
    ) as value
from (select *, cast(null as varchar) as mall_id from intermediate.int_order__pickup)
group by 1, 2, 3
