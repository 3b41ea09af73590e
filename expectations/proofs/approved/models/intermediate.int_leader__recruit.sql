-- grain: leader_id. How far an applicant came: approved, sold a first order, sold again within the days of
-- activation. NULL while those days are not over.
with leader as (
    select
        *,
        cast(timezone('Asia/Shanghai', timezone('UTC', applied_at)) - 0 * interval '1' hour as date) as applied_on,
        cast(timezone('Asia/Shanghai', timezone('UTC', approved_at)) - 0 * interval '1' hour as date) as approved_on
    from "core"."dim_leader"
    where is_last_known
),

placed_order as (
    select * from "intermediate"."int_leader__order" where not is_cancelled
),

first_sold as (
    select
        leader_id,
        min(business_date) as first_order_on
    from placed_order
    group by leader_id
),

activated as (
    select distinct first_sold.leader_id
    from first_sold
    inner join placed_order
        on
            first_sold.leader_id = placed_order.leader_id
            and first_sold.first_order_on < placed_order.business_date
            and (first_sold.first_order_on + 30) >= placed_order.business_date
)

select
    leader.leader_id,
    leader.community_id,
    leader.declared_type,
    leader.applied_on,
    leader.approved_on,
    first_sold.first_order_on,
    leader.approved_on is not null as is_approved,
    first_sold.first_order_on is not null as has_sold,
    case
        when (first_sold.first_order_on + 30) <= (select as_of_date from "control"."run") then activated.leader_id is not null
    end as is_activated,
    (first_sold.first_order_on + 30) as matures_on
from leader
left join first_sold on leader.leader_id = first_sold.leader_id
left join activated on leader.leader_id = activated.leader_id
where leader.applied_on <= (select as_of_date from "control"."run")
