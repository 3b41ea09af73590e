-- One row: the highest id and the last ledger line before this run, where minting and numbering go on.

with past_ledger as (
    {{ past_ledger() }}
)

select
    coalesce(max(cast(substr(member_uid_to, 2) as bigint)), 0) as last_member_no,
    coalesce(max(seq), 0) as last_seq
from past_ledger
