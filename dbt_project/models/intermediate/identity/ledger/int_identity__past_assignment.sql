-- One row per identifier_type, identifier_hash, valid_from and member_uid that the identifier has ever
-- belonged to from that instant on, as the ledger knew before this run. `is_held` says whether it still
-- does, `is_latest` also marks the last one of an identifier that nobody names any more.

with past_ledger as (
    {{ past_ledger() }}
),

line as (
    select *
    from (
        {{ relation_lines('past_ledger') }}
    ) as lines
    where role = 'owner'
),

assignment as (
    select
        identifier_type,
        identifier_hash,
        valid_from,
        member_uid,
        arg_max(valid_to, seq) as valid_to,
        max(seq) as last_seq,
        bool_or(recency = 1 and is_giving) as is_held
    from line
    group by identifier_type, identifier_hash, valid_from, member_uid
),

final as (
    select
        identifier_type,
        identifier_hash,
        valid_from,
        member_uid,
        valid_to,
        is_held,
        is_held
        or (
            not bool_or(is_held) over (partition by identifier_type, identifier_hash)
            and last_seq = max(last_seq) over (partition by identifier_type, identifier_hash)
        ) as is_latest
    from assignment
)

select * from final
