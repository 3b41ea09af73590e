-- One row per node_key of an S0 or S1 identifier: the part that strong evidence alone makes of it, after
-- components in conflict were rebuilt.

select
    component.node_key,
    identifier.identifier_type,
    coalesce(rebuilt.component_key, component.component_key) as part_key,
    rebuilt.component_key is not null as is_rebuilt
from "identity"."int_identity__component" as component
inner join "identity"."int_identity__identifier" as identifier on component.node_key = identifier.node_key
left join "identity"."int_identity__rebuilt" as rebuilt on component.node_key = rebuilt.node_key
