-- One row per person_key: a person whom no rule could decide on, for the steward.

select
    cast(null as varchar) as person_key,
    cast(null as varchar) as why,
    cast(null as bigint) as identifiers,
    cast(null as bigint) as anchors,
    cast(null as date) as decided_on
where false
