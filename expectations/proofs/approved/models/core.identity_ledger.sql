-- One row per run_id and seq: a change in who is who, with its evidence. Append-only, also under --full-
-- refresh: ids are for ever, and any earlier day's map can be rebuilt from these lines.


with change as (
    select * from "identity"."int_identity__change"
),

run as (
    select * from "control"."run"
),

final as (
    select
        run.run_id,
        change.based_on_seq + row_number() over (
            order by
                change.op_order asc,
                change.member_uid_to asc,
                change.member_uid_from asc,
                change.identifier_type asc,
                change.identifier_hash asc,
                change.valid_from asc
        ) as seq,
        run.as_of_date,
        change.op,
        change.member_uid_from,
        change.member_uid_to,
        change.identifier_type,
        change.identifier_hash,
        change.evidence,
        'v2' as rule_version,
        change.role,
        change.valid_from,
        change.valid_to,
        change.strength,
        change.first_source
    from change
    cross join run
    
)

select * from final
