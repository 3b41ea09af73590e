-- The lines of the ledger, read in order, give exactly the map of identifiers to members that facts use.
with written as (
    select
        identifier_type,
        identifier_hash,
        member_uid_to as member_uid,
        row_number() over (partition by identifier_type, identifier_hash order by seq desc) as recency
    from {{ ref('identity_ledger') }}
    where op in ('attach', 'move', 'detach')
),

held as (
    select
        identifier_type,
        identifier_hash,
        member_uid
    from written
    where recency = 1 and member_uid is not null
),

used as (
    select
        identifier_type,
        identifier_hash,
        member_uid
    from {{ ref('int_identity__member_identifier') }}
),

compared as (
    select
        coalesce(used.identifier_type, held.identifier_type) as identifier_type,
        coalesce(used.identifier_hash, held.identifier_hash) as identifier_hash,
        used.member_uid as used_member_uid,
        held.member_uid as held_member_uid
    from used
    full outer join held
        on
            used.identifier_type = held.identifier_type
            and used.identifier_hash = held.identifier_hash
)

select * from compared
where used_member_uid is distinct from held_member_uid
