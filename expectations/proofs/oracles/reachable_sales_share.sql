-- Net sales of reachable members out of all net sales.
select
    cast(date_trunc('{period}', business_date) as date) as period_start,
    {mall} as mall,
    {dimension} as dimension_value,
    coalesce(
        sum(net_fen) filter (
            where member_uid in (select member_uid from core.dim_member where is_reachable)
        ), 0
    ) / nullif(sum(net_fen), 0) as value
from core.fct_purchase
group by 1, 2, 3
