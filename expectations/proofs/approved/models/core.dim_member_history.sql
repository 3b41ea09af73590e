-- grain: member_uid, attribute, valid_from. What a member was, [valid_from, valid_to), valid_to NULL while
-- it still holds.
with placed as (
    
    select
        concat(member_uid, '|layer') as object_key,
        member_uid,
        'layer' as attribute,
        valid_from,
        valid_to,
        layer as value
    from "lifecycle"."int_member__layer_interval"
    union all
    select
        concat(member_uid, '|silence') as object_key,
        member_uid,
        'silence' as attribute,
        valid_from,
        valid_to,
        silence as value
    from "lifecycle"."int_member__layer_interval"
    union all
    select
        concat(member_uid, '|stage') as object_key,
        member_uid,
        'stage' as attribute,
        valid_from,
        valid_to,
        stage as value
    from "lifecycle"."int_member__stage_interval"
    union all
    select
        concat(member_uid, '|tier') as object_key,
        member_uid,
        'tier' as attribute,
        valid_from,
        valid_to,
        tier as value
    from "lifecycle"."int_member__tier_interval"
    union all
    select
        concat(member_uid, '|ring') as object_key,
        member_uid,
        'ring' as attribute,
        valid_from,
        valid_to,
        ring as value
    from "lifecycle"."int_member__ring_interval"
    union all
    select
        concat(member_uid, '|high_value') as object_key,
        member_uid,
        'high_value' as attribute,
        valid_from,
        valid_to,
        case when is_high_value then 'yes' else 'no' end as value
    from "lifecycle"."int_member__high_value_interval"
    union all
    select
        concat(member_uid, '|segment') as object_key,
        member_uid,
        'segment' as attribute,
        valid_from,
        valid_to,
        segment as value
    from "lifecycle"."int_member__segment_interval"
),

merged as (
    select
        object_key,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        member_uid,
        attribute,
        value
    from (
        select
            *,
            sum(is_start) over (
                partition by object_key order by valid_from rows between unbounded preceding and current row
            ) as island
        from (
            select
                *,
                case
                    when
                        lag(valid_to) over (partition by object_key order by valid_from) = valid_from
                        and lag(member_uid) over (partition by object_key order by valid_from) = member_uid
                        and lag(attribute) over (partition by object_key order by valid_from) = attribute
                        and lag(value) over (partition by object_key order by valid_from) = value
                        then 0
                    else 1
                end as is_start
            from placed
        ) as marked
    ) as numbered
    group by object_key, island, member_uid, attribute, value
)

select
    member_uid,
    attribute,
    valid_from,
    case when valid_to <= (select as_of_date from "control"."run") then valid_to end as valid_to,
    value
from merged
