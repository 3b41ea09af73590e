-- grain: member_uid, node. The six lifecycle nodes that a member has reached, in no forced order.
with reached as (
    select * from "lifecycle"."int_lifecycle__node"
)

select
    member_uid,
    node,
    reached_at,
    reached_on,
    mall_id
from reached
