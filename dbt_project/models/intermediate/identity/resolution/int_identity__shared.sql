-- One row per node_key, person_key and valid_from: a person that an identifier was bound to and does not
-- stand for, because another owns it (`shared`) or a guard bars it (`blocked`).

with claim as (
    select * from {{ ref('int_identity__card_claim') }} where role = 'shared'
)

select
    node_key,
    component_key as person_key,
    first_bound_at as valid_from,
    timestamp '9999-12-31' as valid_to,
    role,
    'S2' as strength,
    first_source,
    'another has the stronger claim' as reason
from claim
