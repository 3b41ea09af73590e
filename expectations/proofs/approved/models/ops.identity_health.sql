-- One row per day, measure and detail: how identity fares. Changes of members by the day that a run looks
-- from, cars by the day they were seen, everything else as it stands on the as-of day.

with ledger as (
    select * from "core"."identity_ledger"
),

relation as (
    select * from "identity"."int_identity__relation"
),

verdict as (
    select * from "identity"."int_identity__guard_verdict"
),

-- A day without a change has zeros, so that a quiet day differs from a day without a run only by its absence.
changed as (
    select
        as_of_date as day,
        'members_new' as measure,
        'all' as detail,
        count(case when op = 'mint' then 1 end) as observed
    from ledger
    group by as_of_date
    union all
    select
        as_of_date as day,
        'members_merged' as measure,
        'all' as detail,
        count(case when op = 'merge' and evidence not like 'redirect of %' then 1 end) as observed
    from ledger
    group by as_of_date
    union all
    select
        as_of_date as day,
        'members_split' as measure,
        'all' as detail,
        count(case when op in ('split', 'restore') then 1 end) as observed
    from ledger
    group by as_of_date
    union all
    select
        as_of_date as day,
        'members_forgotten' as measure,
        'all' as detail,
        count(case when op = 'forget' then 1 end) as observed
    from ledger
    group by as_of_date
    union all
    select
        as_of_date as day,
        'identifiers_moved' as measure,
        'all' as detail,
        count(case when op = 'move' then 1 end) as observed
    from ledger
    group by as_of_date
    
),

stay as (
    select distinct
        business_date,
        plate_hash
    from "intermediate"."int_parking__session"
    where plate_hash is not null
),

bound_plate as (
    select distinct plate_hash from "intermediate"."int_parking__plate_binding" where unbound_at is null
),

plate_day as (
    select
        stay.business_date as day,
        count(*) as plates_seen,
        count(*) - count(bound_plate.plate_hash) as plates_unbound
    from stay
    left join bound_plate on stay.plate_hash = bound_plate.plate_hash
    group by stay.business_date
),

standing as (
    select
        'members' as measure,
        'all' as detail,
        count(distinct member_uid) as observed
    from relation
    where role = 'owner'
    union all
    select
        'identifiers' as measure,
        identifier_type as detail,
        count(distinct identifier_hash) as observed
    from relation
    where role = 'owner'
    group by identifier_type
    union all
    select
        'identifiers_shared' as measure,
        identifier_type as detail,
        count(distinct identifier_hash) as observed
    from relation
    where role = 'shared'
    group by identifier_type
    union all
    select
        'guard_' || action as measure,
        guard as detail,
        count(distinct node_key) as observed
    from verdict
    group by action, guard
    union all
    select
        'review_queue' as measure,
        'all' as detail,
        count(*) as observed
    from "identity"."int_identity__review"
    union all
    select
        'steward_decisions' as measure,
        op as detail,
        count(*) as observed
    from "control"."steward_decision"
    where is_in_force
    group by op
    union all
    select
        'households' as measure,
        'all' as detail,
        count(distinct household_uid) as observed
    from "core"."bridge_household_member"
    where valid_to is null
    union all
    select
        'vehicles' as measure,
        'all' as detail,
        count(distinct plate_hash) as observed
    from "core"."bridge_vehicle_member"
    where valid_to is null
),

final as (
    select
        day,
        measure,
        detail,
        observed
    from changed
    union all
    select
        day,
        'plates_seen' as measure,
        'all' as detail,
        plates_seen as observed
    from plate_day
    union all
    select
        day,
        'plates_unbound' as measure,
        'all' as detail,
        plates_unbound as observed
    from plate_day
    union all
    select
        (select as_of_date from "control"."run") as day,
        measure,
        detail,
        observed
    from standing
)

select
    day,
    measure,
    detail,
    cast(observed as bigint) as observed
from final
