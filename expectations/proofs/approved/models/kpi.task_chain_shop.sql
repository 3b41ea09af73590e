-- grain: task_id, step_no, shop_id. Whom a step of a chain brought and what they bought, by shop: what
-- merchants split. Attempts whose step is over, as in task_chain, so that the shops of a step add up to it.
with step as (
    select * from "intermediate"."int_task__step"
    where kind = 'chain' and has_reached and matures_on <= (select as_of_date from "control"."run") and shop_id is not null
),

shop as (
    select * from "core"."dim_shop" where is_last_known
),

summed as (
    select
        task_id,
        step_no,
        shop_id,
        max(step) as step,
        count(*) as attempts,
        count(distinct person_id) as persons,
        count(distinct ticket_id) as tickets,
        cast(sum(net_fen) as bigint) as gmv_fen
    from step
    group by task_id, step_no, shop_id
)

select
    summed.task_id,
    cast(summed.step_no as integer) as step_no,
    summed.shop_id,
    summed.step,
    shop.mall_id,
    shop.brand,
    shop.category as shop_category,
    summed.attempts,
    summed.persons,
    summed.tickets,
    summed.gmv_fen,
    cast(sum(summed.gmv_fen) over (partition by summed.task_id) as bigint) as task_gmv_fen,
    case
        when sum(summed.gmv_fen) over (partition by summed.task_id) > 0
            then cast(summed.gmv_fen as double) / sum(summed.gmv_fen) over (partition by summed.task_id)
    end as gmv_share
from summed
left join shop on summed.shop_id = shop.shop_id
order by task_id, step_no, shop_id
