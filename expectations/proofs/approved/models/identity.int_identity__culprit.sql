-- One row per person_key that merges members in this run or grows past the limit of identifiers: the
-- identifier that stands beside most others there, and the feed that shows it so.

with person as (
    select * from "identity"."int_identity__person"
),

size as (
    select * from "identity"."int_identity__person_size"
),

suspect as (
    select person_key from size where merged_members > 0 or has_grown_too_big
),

node as (
    select distinct
        person.person_key,
        person.node_key,
        person.identifier_type,
        person.identifier_hash
    from person
    inner join suspect on person.person_key = suspect.person_key
),

evidence as (
    select
        evidence.source_feed,
        evidence.source_key,
        evidence.node_key
    from "identity"."int_identity__evidence" as evidence
    inner join node on evidence.node_key = node.node_key
),

beside as (
    select
        one.node_key,
        count(distinct other.node_key) as neighbours,
        max(one.source_feed) as source_feed
    from evidence as one
    inner join evidence as other
        on
            one.source_feed = other.source_feed
            and one.source_key = other.source_key
            and one.node_key <> other.node_key
    group by one.node_key
),

ordered as (
    select
        node.*,
        coalesce(beside.neighbours, 0) as neighbours,
        coalesce(beside.source_feed, 'unknown') as source_feed,
        row_number() over (
            partition by node.person_key
            order by coalesce(beside.neighbours, 0) desc, node.node_key asc
        ) as preference
    from node
    left join beside on node.node_key = beside.node_key
),

final as (
    select
        person_key,
        identifier_type,
        identifier_hash,
        source_feed,
        neighbours
    from ordered
    where preference = 1
)

select * from final
