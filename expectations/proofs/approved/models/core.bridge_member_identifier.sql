-- One row per identifier_type, identifier_hash and valid_from: which member an identifier stands for,
-- and which members share it or are barred from it. An owner of one epoch counts from the beginning, so
-- that a binding counts backwards. Relations that begin at one instant stand a microsecond apart, the
-- owner's first.

with relation as (
    select * from "identity"."int_identity__relation"
),

final as (
    select
        identifier_type,
        identifier_hash,
        max(valid_from - interval '1 microsecond' * position) over (
            partition by identifier_type, identifier_hash order by position
        ) + interval '1 microsecond' * position as valid_from,
        nullif(valid_to, timestamp '9999-12-31 00:00:00') as valid_to,
        member_uid,
        strength,
        role,
        first_source
    from (
        select
            *,
            row_number() over (
                partition by identifier_type, identifier_hash
                order by valid_from asc, case when role = 'owner' then 1 else 2 end asc, role asc, member_uid asc
            ) as position
        from relation
    ) as placed
)

select * from final
