-- One row: the highest id and the last ledger line before this run, where minting and numbering go on.

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
)

select
    coalesce(max(cast(substr(member_uid_to, 2) as bigint)), 0) as last_member_no,
    coalesce(max(seq), 0) as last_seq
from past_ledger
