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

missing as (
    select * from used
    except
    select * from held
),

surplus as (
    select * from held
    except
    select * from used
)

select * from missing
union all
select * from surplus
