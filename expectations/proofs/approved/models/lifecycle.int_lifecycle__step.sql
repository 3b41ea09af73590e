-- grain: member_uid, from_node. From each node to the next one: whether it came on d to d+N-1. A next node
-- reached on the same day counts; one reached on an earlier day does not, and is marked. The last node leads
-- nowhere; its row tells that it was reached.
with reached as (
    select * from "lifecycle"."int_lifecycle__node"
),

node as (
    select * from "lifecycle"."lifecycle_node"
),

step as (
    select
        origin.node as from_node,
        following.node as to_node
    from node as origin
    left join node as following on origin.node_rank + 1 = following.node_rank
)

select
    origin.member_uid,
    step.from_node,
    step.to_node,
    origin.reached_on,
    origin.mall_id,
    following.reached_on as next_reached_on,
    coalesce(following.reached_on < origin.reached_on, false) as is_reached_before,
    coalesce(
        following.reached_on >= origin.reached_on
        and following.reached_on < (origin.reached_on + 7),
        false
    ) as is_converted_7d,
    coalesce(
        following.reached_on >= origin.reached_on
        and following.reached_on < (origin.reached_on + 30),
        false
    ) as is_converted_30d,
    coalesce(
        following.reached_on >= origin.reached_on
        and following.reached_on < (origin.reached_on + 90),
        false
    ) as is_converted_90d
from reached as origin
inner join step on origin.node = step.from_node
left join reached as following
    on origin.member_uid = following.member_uid and step.to_node = following.node
