-- One row per identifier_type, identifier_hash and valid_from: which member an identifier stands for,
-- and which members share it or are barred from it. An owner of one epoch counts from the beginning, so
-- that a binding counts backwards. Relations that begin at one instant stand a microsecond apart, the
-- owner's first.

with relation as (
    select * from {{ ref('int_identity__relation') }}
),

final as (
    {{ published_map('relation') }}
)

select * from final
