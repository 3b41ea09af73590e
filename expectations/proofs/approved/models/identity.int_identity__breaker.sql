-- One row per fault that keeps this run from being published: why, and which value did it. Hashes are
-- shortened. Empty on a sound night, and on the one that `identity_breaker_let_pass` names.

with size as (
    select * from "identity"."int_identity__person_size"
),

culprit as (
    select * from "identity"."int_identity__culprit"
),

delivered as (
    select * from "identity"."int_identity__delivered_value"
),

run as (
    select * from "control"."run"
),

member as (
    select count(distinct member_uid) as members
    from "identity"."int_identity__past_assignment"
    where is_held
),

merging as (
    select
        sum(size.merged_members) as merged_members,
        arg_max(culprit.identifier_type, size.merged_members) as identifier_type,
        arg_max(culprit.identifier_hash, size.merged_members) as identifier_hash,
        arg_max(culprit.source_feed, size.merged_members) as source_feed
    from size
    inner join culprit on size.person_key = culprit.person_key
),

fault as (
    select
        'too_many_merges' as fault,
        merging.source_feed,
        merging.identifier_type,
        merging.identifier_hash,
        cast(merging.merged_members as bigint) as observed,
        'would merge ' || cast(merging.merged_members as varchar) || ' of '
        || cast(member.members as varchar) || ' members, most of them through' as finding
    from merging
    cross join member
    where
        merging.merged_members > 100
        and merging.merged_members > 0.005 * member.members
    union all
    select
        'too_many_identifiers' as fault,
        culprit.source_feed,
        culprit.identifier_type,
        culprit.identifier_hash,
        size.identifiers as observed,
        'would make a member of ' || cast(size.identifiers as varchar) || ' identifiers around' as finding
    from size
    inner join culprit on size.person_key = culprit.person_key
    where size.has_grown_too_big
    union all
    select
        'one_value' as fault,
        source_feed,
        identifier_type,
        identifier_hash,
        records as observed,
        cast(records as varchar) || ' of ' || cast(all_records as varchar) || ' records delivered on '
        || cast(delivered_on as varchar) || ' carry' as finding
    from delivered
),

final as (
    select
        fault.fault,
        fault.source_feed,
        fault.identifier_type,
        substr(fault.identifier_hash, 1, 12) as identifier_short,
        fault.observed,
        fault.finding || ' ' || fault.identifier_type || ' ' || substr(fault.identifier_hash, 1, 12)
        || '… (' || fault.source_feed
        || '). Correct the delivery; or, if it is right, let this one night pass with '
        || 'identity_breaker_let_pass = "'
        || cast(run.as_of_date as varchar) || '" under [parameters]' as message
    from fault
    cross join run
    where cast(run.as_of_date as varchar) <> ''
)

select * from final
