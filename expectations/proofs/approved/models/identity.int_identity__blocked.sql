-- One row per node_key and guard: an identifier that joins nobody and stands for nobody, because it is on
-- the list of blocked values, because too many people were bound to it within a short time, or because it
-- is staff's. What a steward tied to a person by name is left alone.

with evidence as (
    select * from "identity"."int_identity__evidence" where strength <> 'S4'
),

steward as (
    select * from "control"."steward_decision" where is_in_force and op = 'must_link'
),

named as (
    select md5(concat_ws('|', identifier_type_a, identifier_hash_a)) as node_key from steward
    union all
    select md5(concat_ws('|', identifier_type_b, identifier_hash_b)) as node_key from steward
),

staff_phone as (
    select distinct md5(concat_ws('|', 'phone', phone_hash)) as node_key
    from "staging"."stg_master__staff"
    where phone_hash is not null
),

told_so as (
    select distinct
        evidence.node_key,
        evidence.identifier_type,
        evidence.identifier_hash
    from "control"."blocked_value" as blocked_value
    inner join evidence
        on
            blocked_value.identifier_type = evidence.identifier_type
            and blocked_value.identifier_hash = evidence.identifier_hash
),

-- Beside more of a kind than a limit stands only what is in more records than that; these are few.
busy as (
    select node_key
    from evidence
    group by node_key
    having
        count(*) > 5
        or (count(*) > 1 and node_key in (select staff_phone.node_key from staff_phone))
),

neighbour as (
    select
        evidence.node_key,
        evidence.identifier_type,
        beside.identifier_type as neighbour_type,
        beside.node_key as neighbour_key,
        min(beside.bound_at) as bound_at
    from evidence
    inner join busy on evidence.node_key = busy.node_key
    inner join evidence as beside
        on
            evidence.source_feed = beside.source_feed
            and evidence.source_key = beside.source_key
            and evidence.node_key <> beside.node_key
    where beside.strength in ('S0', 'S1') and evidence.identifier_type <> beside.identifier_type
    group by evidence.node_key, evidence.identifier_type, beside.identifier_type, beside.node_key
    union all
    -- Devices join nobody and are no evidence; but which are counters' is told here.
    select
        md5(concat_ws('|', 'device_id', device_id_hash)) as node_key,
        'device_id' as identifier_type,
        'openid' as neighbour_type,
        openid_hash as neighbour_key,
        min(occurred_at) as bound_at
    from "staging"."stg_app_event"
    where device_id_hash is not null and openid_hash is not null and business_date <= (select as_of_date from "control"."run")
    group by device_id_hash, openid_hash
),

counted as (
    select
        node_key,
        identifier_type,
        neighbour_type,
        count(*) over (
            partition by node_key, neighbour_type
            order by bound_at
            range between interval '90' day preceding and current row
        ) as neighbours
    from neighbour
),

most as (
    select
        counted.node_key,
        counted.identifier_type,
        counted.neighbour_type,
        staff_phone.node_key is not null as is_staff_phone,
        max(counted.neighbours) as neighbours
    from counted
    left join staff_phone on counted.node_key = staff_phone.node_key
    group by counted.node_key, counted.identifier_type, counted.neighbour_type, staff_phone.node_key
),

limited as (
    select
        node_key,
        neighbours,
        case
            when is_staff_phone and neighbour_type = 'member_no' then 'staff'
            when identifier_type in ('openid', 'external_userid') and neighbour_type = 'member_no'
                then 'staff'
            when identifier_type = 'device_id' then 'staff'
            else 'generic_value'
        end as guard,
        case
            when is_staff_phone and neighbour_type = 'member_no' then 1
            when identifier_type in ('openid', 'external_userid') and neighbour_type = 'member_no'
                then 5
            when identifier_type = 'device_id' then 5
            when identifier_type in ('phone', 'card_no') and neighbour_type in ('unionid', 'member_no', 'external_userid')
                then 6
            else 20
        end as limit_value,
        neighbour_type
    from most
),

found as (
    select
        node_key,
        'blocked_value' as guard,
        1 as observed,
        0 as limit_value,
        'on the list of blocked values' as reason
    from told_so
    union all
    select
        node_key,
        guard,
        max(neighbours) as observed,
        min_by(limit_value, row(-neighbours, neighbour_type)) as limit_value,
        'beside too many identifiers of type ' || min_by(neighbour_type, row(-neighbours, neighbour_type))
        || ' within 90 days' as reason
    from limited
    where neighbours > limit_value
    group by node_key, guard
)

select
    found.node_key,
    found.guard,
    cast(found.observed as double) as observed,
    cast(found.limit_value as double) as limit_value,
    found.reason
from found
where found.node_key not in (select named.node_key from named)
