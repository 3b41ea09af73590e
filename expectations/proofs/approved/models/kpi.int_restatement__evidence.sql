-- One row per cause, kind, mall_id, first_day, last_day and feed: where a change since the version before
-- leaves its mark. kind is record (of these days), personal (a record that names somebody), member (a member
-- whose identity changed was seen on the day), life (a member of such a record was seen on the day) or whole
-- (of no day). A NULL mall is any, a NULL day is always.

with previous_version as (
    select * from "control"."previous_version"
),

changed_record as (
    select * from "control"."changed_record"
),

-- Most nights trace all figures that differ: nothing is looked for then.
untraced as (
    select count(*) as figures
    from "kpi"."int_restatement__figure"
    where not is_traced
),

change as (
    select identity_ledger.*
    from "core"."identity_ledger" as identity_ledger
    inner join previous_version on identity_ledger.seq > previous_version.ledger_seq
),

member_identifier as (
    select distinct
        identifier_type,
        identifier_hash,
        member_uid
    from "identity"."int_identity__member_identifier"
),

-- Who was made one, or two. A merge is seen on the member that stays, a split on both.
member_change as (
    select
        'identity_merge' as cause,
        member_uid_to as member_uid,
        seq
    from change
    where op = 'merge'
    union all
    select
        'identity_split' as cause,
        member_uid_to as member_uid,
        seq
    from change
    where op in ('split', 'restore')
    union all
    select
        'identity_split' as cause,
        member_uid_from as member_uid,
        seq
    from change
    where op in ('split', 'restore') and member_uid_from is not null
),

-- Identifiers that were bound, moved or taken away on their own: what they had told before is another's now.
identifier_change as (
    select
        change.identifier_type,
        change.identifier_hash,
        change.seq
    from change
    left join member_change as gaining on change.member_uid_to = gaining.member_uid
    left join member_change as losing on change.member_uid_from = losing.member_uid
    where
        change.identifier_type is not null
        and change.op <> 'forget'
        and gaining.member_uid is null
        and losing.member_uid is null
),

-- What readers could have seen: facts of days that were complete.
fact as (
    select
        touchpoint.member_uid,
        touchpoint.identifier_type,
        touchpoint.identifier_hash,
        touchpoint.business_date,
        touchpoint.mall_id
    from "core"."fct_touchpoint" as touchpoint
    inner join previous_version on touchpoint.business_date < previous_version.data_through
    inner join untraced on untraced.figures > 0
),

home as (
    select
        member_uid,
        home_mall_id
    from "core"."dim_member"
),

changed_member_fact as (
    select
        member_change.cause,
        fact.business_date,
        fact.mall_id,
        home.home_mall_id,
        member_change.seq
    from fact
    inner join member_change on fact.member_uid = member_change.member_uid
    left join home on fact.member_uid = home.member_uid
),

-- An identifier that only new deliveries tell of is new, not bound anew.
bound_fact as (
    select
        'identity_binding' as cause,
        fact.business_date,
        fact.mall_id,
        home.home_mall_id,
        identifier_change.seq
    from fact
    inner join identifier_change
        on
            fact.identifier_type = identifier_change.identifier_type
            and fact.identifier_hash = identifier_change.identifier_hash
    left join home on fact.member_uid = home.member_uid
    left join changed_record
        on
            fact.identifier_type = changed_record.identifier_type
            and fact.identifier_hash = changed_record.identifier_hash
            and fact.business_date between (changed_record.event_date + -1)
            and (changed_record.event_date + 1)
    where changed_record.file_id is null
),

identity_fact as (
    select * from changed_member_fact
    union all
    select * from bound_fact
),

record_member as (
    select distinct
        changed_record.cause,
        changed_record.feed,
        member_identifier.member_uid
    from changed_record
    inner join member_identifier
        on
            changed_record.identifier_type = member_identifier.identifier_type
            and changed_record.identifier_hash = member_identifier.identifier_hash
),

life_fact as (
    select
        record_member.cause,
        record_member.feed,
        fact.business_date,
        fact.mall_id,
        home.home_mall_id
    from fact
    inner join record_member on fact.member_uid = record_member.member_uid
    left join home on fact.member_uid = home.member_uid
),

-- States and cohorts count a member in the home mall, facts where they happened.
mark as (
    select
        cause,
        case
            when event_date is null then 'whole'
            when identifier_type is null then 'record'
            else 'personal'
        end as kind,
        null as mall_id,
        (event_date + -1) as first_day,
        (event_date + 1) as last_day,
        feed,
        cast(null as bigint) as seq
    from changed_record
    union all
    select
        cause,
        'member' as kind,
        coalesce(mall_id, 'unknown') as mall_id,
        business_date as first_day,
        business_date as last_day,
        null as feed,
        seq as seq
    from identity_fact
    union all
    select
        cause,
        'member' as kind,
        coalesce(home_mall_id, 'unknown') as mall_id,
        business_date as first_day,
        business_date as last_day,
        null as feed,
        seq as seq
    from identity_fact
    union all
    select
        cause,
        'life' as kind,
        coalesce(mall_id, 'unknown') as mall_id,
        business_date as first_day,
        business_date as last_day,
        feed as feed,
        null as seq
    from life_fact
    union all
    select
        cause,
        'life' as kind,
        coalesce(home_mall_id, 'unknown') as mall_id,
        business_date as first_day,
        business_date as last_day,
        feed as feed,
        null as seq
    from life_fact
    union all
    select
        'erasure' as cause,
        'whole' as kind,
        null as mall_id,
        null as first_day,
        null as last_day,
        null as feed,
        seq
    from change
    where op = 'forget'
),

final as (
    select
        cause,
        kind,
        mall_id,
        first_day,
        last_day,
        feed,
        min(seq) as ledger_seq_from,
        max(seq) as ledger_seq_to
    from mark
    group by cause, kind, mall_id, first_day, last_day, feed
)

select * from final
