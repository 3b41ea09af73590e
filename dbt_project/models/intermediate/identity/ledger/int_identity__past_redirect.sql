-- One row per old_member_uid that pointed to another id before this run.

with past_ledger as (
    {{ past_ledger() }}
),

final as (
    {{ redirects_of('past_ledger') }}
)

select
    old_member_uid,
    member_uid
from final
