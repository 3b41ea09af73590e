-- One row per op, member_uid_from, member_uid_to, identifier_type, identifier_hash and valid_from: what this
-- run changes in the map of identifiers to members. Empty when nothing is new.

with change as (
    select
        op,
        member_uid_from,
        member_uid_to,
        cast(null as varchar) as identifier_type,
        cast(null as varchar) as identifier_hash,
        cast(null as varchar) as role,
        cast(null as timestamp) as valid_from,
        cast(null as timestamp) as valid_to,
        cast(null as varchar) as strength,
        cast(null as varchar) as first_source,
        evidence
    from "identity"."int_identity__member_change"
    union all
    select
        op,
        member_uid_from,
        member_uid_to,
        identifier_type,
        identifier_hash,
        role,
        valid_from,
        valid_to,
        strength,
        first_source,
        evidence
    from "identity"."int_identity__relation_change"
),

extent as (
    select * from "identity"."int_identity__past_extent"
),

final as (
    select
        case change.op
            when 'mint' then 1
            when 'restore' then 2
            when 'split' then 3
            when 'merge' then 4
            when 'attach' then 5
            when 'move' then 6
            when 'detach' then 7
            when 'share' then 8
            when 'unshare' then 9
            when 'block' then 10
            else 11
        end as op_order,
        change.*,
        extent.last_seq as based_on_seq
    from change
    cross join extent
)

select * from final
