-- One row per person_key: a person whom the rules made and a steward should look at: taken apart because
-- identifiers of different people stood together, or with more identifiers than people have.

with person as (
    select
        person_key,
        count(distinct node_key) as identifiers,
        count(distinct case when strength = 'S0' then node_key end) as anchors
    from "identity"."int_identity__person"
    group by person_key
),

part as (
    select
        belonging.*,
        coalesce(joined.component_key, belonging.part_key) as person_key
    from "identity"."int_identity__part" as belonging
    left join "identity"."int_identity__joined" as joined on belonging.part_key = joined.node_key
),

rebuilt as (
    select distinct person_key
    from part
    where is_rebuilt
)

select
    person.person_key,
    case
        when rebuilt.person_key is not null then 'taken apart: identifiers of different people stood together'
        else 'more identifiers than a person has'
    end as why,
    person.identifiers,
    person.anchors,
    (select as_of_date from "control"."run") as decided_on
from person
left join rebuilt on person.person_key = rebuilt.person_key
where rebuilt.person_key is not null or person.identifiers > 50
