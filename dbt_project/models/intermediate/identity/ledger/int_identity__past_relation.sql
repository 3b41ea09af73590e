-- One row per identifier_type, identifier_hash, role, valid_from and member_uid: the map as the ledger held
-- it before this run.

with past_ledger as (
    {{ past_ledger() }}
),

final as (
    {{ map_of('past_ledger') }}
)

select * from final
