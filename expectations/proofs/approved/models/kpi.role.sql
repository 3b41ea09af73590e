-- grain: role_id. Who reads which report, answers for which figures and sees whose rows (requirements 222
-- to 225).
with role as (
    select * from "kpi"."role_entry"
),

answering as (
    select
        owner_role,
        count(*) as metrics
    from "control"."metric_registry"
    where periods <> ''
    group by owner_role
)

select
    role.role_id,
    role.requirement_row,
    role.name_zh,
    role.name_en,
    role.side,
    role.reads_zh,
    role.reads_en,
    role.access_scope,
    coalesce(answering.metrics, 0) as metrics
from role
left join answering on role.role_id = answering.owner_role
order by role.requirement_row, role.role_id
