-- grain: member_uid, node. When a member reached each of the six lifecycle nodes. Their order is not forced.
with anchor as (
    select * from "lifecycle"."int_member__anchor"
),

visit_day as (
    select
        member_uid,
        business_date,
        mall_id,
        first_seen_at,
        row_number() over (
            partition by member_uid, business_date order by first_seen_at, mall_id
        ) as visit_of_day
    from "intermediate"."int_visit__day"
    where member_uid is not null and business_date <= (select as_of_date from "control"."run")
),

visit as (
    select
        *,
        row_number() over (partition by member_uid order by business_date) as visit_no
    from visit_day
    where visit_of_day = 1
),

ticket_of_day as (
    select
        member_uid,
        business_date,
        mall_id,
        sold_at,
        row_number() over (partition by member_uid, business_date order by sold_at, ticket_id) as ticket_order
    from "intermediate"."int_purchase__ticket"
    where member_uid is not null and is_purchase and business_date <= (select as_of_date from "control"."run")
),

purchase as (
    select
        *,
        row_number() over (partition by member_uid order by business_date) as purchase_no
    from ticket_of_day
    where ticket_order = 1
),

-- What a person did for points; a gift for joining is booked as an adjustment.
earning as (
    select
        member_uid,
        business_date,
        mall_id,
        occurred_at,
        row_number() over (
            partition by member_uid order by business_date, occurred_at, entry_no
        ) as earning_no
    from "core"."fct_points"
    where
        member_uid is not null
        and change > 0
        and reason not in ('adjust', 'clawback', 'expire')
),

first_order_or_points as (
    select
        *,
        row_number() over (partition by member_uid order by reached_on, reached_at) as appearance
    from (
        select
            member_uid,
            sold_at as reached_at,
            business_date as reached_on,
            mall_id
        from purchase
        where purchase_no = 1
        union all
        select
            member_uid,
            occurred_at as reached_at,
            business_date as reached_on,
            mall_id
        from earning
        where earning_no = 1
    ) as candidate
),

high_value as (
    select
        member_uid,
        min(valid_from) as reached_on
    from "lifecycle"."int_member__high_value_interval"
    where is_high_value
    group by member_uid
),

reached as (
    select
        member_uid,
        'first_visit' as node,
        first_seen_at as reached_at,
        business_date as reached_on,
        mall_id
    from visit
    where visit_no = 1
    union all
    select
        member_uid,
        'join' as node,
        joined_at as reached_at,
        joined_on as reached_on,
        join_mall_id as mall_id
    from anchor
    where joined_on is not null
    union all
    select
        member_uid,
        'first_order_or_points' as node,
        reached_at,
        reached_on,
        mall_id
    from first_order_or_points
    where appearance = 1
    union all
    select
        member_uid,
        'second_visit' as node,
        first_seen_at as reached_at,
        business_date as reached_on,
        mall_id
    from visit
    where visit_no = 2
    union all
    select
        member_uid,
        'third_repurchase' as node,
        sold_at as reached_at,
        business_date as reached_on,
        mall_id
    from purchase
    where purchase_no = 3
    union all
    select
        high_value.member_uid,
        'high_value' as node,
        visit.first_seen_at as reached_at,
        high_value.reached_on,
        coalesce(visit.mall_id, anchor.home_mall_id) as mall_id
    from high_value
    inner join anchor on high_value.member_uid = anchor.member_uid
    left join visit
        on high_value.member_uid = visit.member_uid and high_value.reached_on = visit.business_date
)

select * from reached
