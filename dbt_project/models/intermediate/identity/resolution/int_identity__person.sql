-- One row per node_key and valid_from: the person that an identifier stands for in that interval, before
-- the person has an id. Strong identifiers are joined, a card follows its owner, a card without one is a
-- person of its own. An identifier of one epoch stands for its owner for ever, also before it was seen.

with identifier as (
    select * from {{ ref('int_identity__identifier') }}
),

component as (
    select * from {{ ref('int_identity__component') }}
),

card_owner as (
    select * from {{ ref('int_identity__card_claim') }} where role = 'owner'
),

final as (
    select
        identifier.node_key,
        identifier.identifier_type,
        identifier.identifier_hash,
        identifier.strength,
        timestamp '0001-01-01' as valid_from,
        timestamp '9999-12-31' as valid_to,
        identifier.first_seen_at,
        identifier.first_source,
        coalesce(component.component_key, card_owner.component_key, identifier.node_key) as person_key
    from identifier
    left join component on identifier.node_key = component.node_key
    left join card_owner on identifier.node_key = card_owner.node_key
)

select * from final
