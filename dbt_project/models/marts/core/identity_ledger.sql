-- One row per run_id and seq: a change in who is who, with its evidence. Append-only, also under --full-
-- refresh: ids are for ever, and any earlier day's map can be rebuilt from these lines.
{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        full_refresh=false,
        on_schema_change='fail'
    )
}}

with change as (
    select * from {{ ref('int_identity__change') }}
),

extent as (
    select * from {{ ref('int_identity__past_extent') }}
),

run as (
    select * from {{ source('control', 'run') }}
),

final as (
    select
        run.run_id,
        extent.last_seq + row_number() over (
            order by
                change.op_order asc,
                change.member_uid_to asc,
                change.member_uid_from asc,
                change.identifier_type asc,
                change.identifier_hash asc
        ) as seq,
        run.as_of_date,
        change.op,
        change.member_uid_from,
        change.member_uid_to,
        change.identifier_type,
        change.identifier_hash,
        change.evidence,
        'v1' as rule_version
    from change
    cross join extent
    cross join run
)

select * from final
