-- One row per old_member_uid that pointed to another id before this run.

with past_ledger as (
    select
        cast(null as varchar) as run_id,
        cast(null as bigint) as seq,
        cast(null as date) as as_of_date,
        cast(null as varchar) as op,
        cast(null as varchar) as member_uid_from,
        cast(null as varchar) as member_uid_to,
        cast(null as varchar) as identifier_type,
        cast(null as varchar) as identifier_hash,
        cast(null as timestamp) as valid_from,
        cast(null as timestamp) as valid_to,
        cast(null as varchar) as strength,
        cast(null as varchar) as first_source
    where false
),

final as (
    select
        member_uid_from as old_member_uid,
        member_uid_to as member_uid,
        seq
    from (
        select
            op,
            member_uid_from,
            member_uid_to,
            seq,
            row_number() over (
                partition by case when op = 'merge' then member_uid_from else member_uid_to end
                order by seq desc
            ) as recency
        from past_ledger
        where op in ('merge', 'restore')
    ) as last_word
    where recency = 1 and op = 'merge'
)

select
    old_member_uid,
    member_uid
from final
