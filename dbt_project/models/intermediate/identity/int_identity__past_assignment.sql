-- One row per identifier_type, identifier_hash and member_uid that the identifier has ever belonged to,
-- as the ledger knew before this run. `is_latest` marks the last one, `is_attached` whether it still
-- holds.

with past_ledger as (
    {{ past_ledger() }}
),

assignment as (
    select
        *,
        row_number() over (
            partition by identifier_type, identifier_hash order by seq desc
        ) as recency,
        coalesce(member_uid_to, member_uid_from) as member_uid
    from past_ledger
    where op in ('attach', 'move', 'detach')
),

final as (
    select
        identifier_type,
        identifier_hash,
        member_uid,
        min(recency) = 1 as is_latest,
        bool_or(recency = 1 and op <> 'detach') as is_attached
    from assignment
    group by identifier_type, identifier_hash, member_uid
)

select * from final
