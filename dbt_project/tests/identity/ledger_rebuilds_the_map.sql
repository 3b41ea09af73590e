-- The lines of the ledger give exactly the map that is published, and give it line by line.
with ledger as (
    select * from {{ ref('identity_ledger') }}
),

held as (
    {{ map_of('ledger') }}
),

rebuilt as (
    {{ published_map('held') }}
),

published as (
    select * from {{ ref('bridge_member_identifier') }}
)

(
    select
        identifier_type,
        identifier_hash,
        valid_from,
        valid_to,
        member_uid,
        strength,
        role,
        first_source
    from rebuilt
    except
    select
        identifier_type,
        identifier_hash,
        valid_from,
        valid_to,
        member_uid,
        strength,
        role,
        first_source
    from published
)
union all
(
    select
        identifier_type,
        identifier_hash,
        valid_from,
        valid_to,
        member_uid,
        strength,
        role,
        first_source
    from published
    except
    select
        identifier_type,
        identifier_hash,
        valid_from,
        valid_to,
        member_uid,
        strength,
        role,
        first_source
    from rebuilt
)
