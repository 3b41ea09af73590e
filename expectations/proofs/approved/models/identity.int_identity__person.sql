-- One row per node_key and valid_from: the person that an identifier stands for in that interval, before
-- the person has an id. Parts of strong evidence are people, joined where verified evidence joins them;
-- cards and phones follow their owner. A card or phone that nobody was ever bound to is a person of its
-- own. An identifier of one epoch stands for its owner for ever, also before it was seen.

with identifier as (
    select * from "identity"."int_identity__identifier"
),

holding as (
    select * from "identity"."int_identity__holding"
),

part as (
    select
        belonging.*,
        coalesce(joined.component_key, belonging.part_key) as person_key
    from "identity"."int_identity__part" as belonging
    left join "identity"."int_identity__joined" as joined on belonging.part_key = joined.node_key
),

stands_for as (
    select
        node_key,
        person_key,
        timestamp '0001-01-01' as valid_from,
        timestamp '9999-12-31' as valid_to
    from part
    union all
    select
        node_key,
        person_key,
        valid_from,
        valid_to
    from holding
    where role = 'owner'
    union all
    select
        node_key,
        node_key as person_key,
        timestamp '0001-01-01' as valid_from,
        timestamp '9999-12-31' as valid_to
    from identifier
    where
        identifier_type in ('card_no', 'phone')
        and node_key not in (select holding.node_key from holding)
        and node_key not in (select blocked.node_key from "identity"."int_identity__blocked" as blocked)
)

select
    identifier.node_key,
    identifier.identifier_type,
    identifier.identifier_hash,
    identifier.strength,
    stands_for.valid_from,
    stands_for.valid_to,
    identifier.first_seen_at,
    identifier.first_source,
    stands_for.person_key
from stands_for
inner join identifier on stands_for.node_key = identifier.node_key
