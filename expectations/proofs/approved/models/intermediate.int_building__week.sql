-- grain: community_id, building_no, week_start. Community orders of a building in an ISO week that is over,
-- whether there were any or not, and whether its figures are withheld: with few buying households, or as the
-- one more cell without which the community's orders less the others' would tell it. A week that runs is not
-- told, as the nights in it would differ by a single household.
with building as (
    select
        community_id,
        building_no,
        bool_or(is_withheld) as is_withheld,
        max(case when is_last_known then unit_type end) as unit_type,
        max(case when is_last_known then family_structure end) as family_structure
    from "core"."dim_building"
    group by community_id, building_no
),

placed_order as (
    select
        order_key,
        min(community_id) as community_id,
        cast(date_trunc('week', min(business_date)) as date) as week_start,
        min(member_uid) as member_uid,
        min(coalesce(member_uid, identifier_hash, order_key)) as buyer_id,
        sum(paid_fen) - sum(refund_fen) as net_fen
    from "core"."fct_order_line"
    where not is_cancelled and community_id is not null and has_building
    group by order_key
    having sum(paid_fen) > sum(refund_fen)
),

housed as (
    select
        placed_order.*,
        address.building_no,
        coalesce(household.household_uid, placed_order.buyer_id) as household_id
    from placed_order
    inner join "staging"."stg_groupbuy_order" as address on placed_order.order_key = address.order_key
    left join "core"."bridge_household_member" as household
        on placed_order.member_uid = household.member_uid
),

counted as (
    select
        community_id,
        building_no,
        week_start,
        count(*) as orders,
        count(distinct buyer_id) as buyers,
        count(distinct household_id) as buying_households,
        cast(sum(net_fen) as bigint) as net_fen
    from housed
    group by community_id, building_no, week_start
),

known_building as (
    select
        coalesce(building.community_id, counted.community_id) as community_id,
        coalesce(building.building_no, counted.building_no) as building_no,
        coalesce(bool_or(building.is_withheld), false) as is_withheld,
        max(building.unit_type) as unit_type,
        max(building.family_structure) as family_structure
    from building
    full outer join counted
        on building.community_id = counted.community_id and building.building_no = counted.building_no
    group by
        coalesce(building.community_id, counted.community_id),
        coalesce(building.building_no, counted.building_no)
),

-- Of a community of one building its own orders would tell that building's.
listed as (
    select *
    from known_building
    qualify count(*) over (partition by community_id) > 1
),

bounds as (
    select
        min(week_start) as first_day,
        (select as_of_date from "control"."run") as last_day
    from counted
),

calendar as (
    select cast(day_at as date) as date_day
    from (
        select unnest(generate_series(first_day, last_day, interval 1 day)) as day_at
        from bounds
    ) as series
),

week as (
    select date_day as week_start
    from calendar
    where extract(isodow from date_day) = 1 and (date_day + 6) <= (select as_of_date from "control"."run")
),

cell as (
    select
        listed.community_id,
        listed.building_no,
        week.week_start,
        listed.unit_type,
        listed.family_structure,
        coalesce(counted.orders, 0) as orders,
        coalesce(counted.buyers, 0) as buyers,
        coalesce(counted.buying_households, 0) as buying_households,
        coalesce(counted.net_fen, 0) as net_fen,
        -- Many buyers would tell that a building whose households are withheld is not the small one.
        listed.is_withheld
        or coalesce(counted.buying_households, 0) < 5 as is_small
    from listed
    cross join week
    left join counted
        on
            listed.community_id = counted.community_id
            and listed.building_no = counted.building_no
            and week.week_start = counted.week_start
)

select
    concat(community_id, '|', building_no, '|', cast(week_start as varchar)) as building_week_id,
    community_id,
    building_no,
    week_start,
    unit_type,
    family_structure,
    orders,
    buyers,
    buying_households,
    net_fen,
    (
            is_small
            or (
                count(*) filter (where is_small) over (partition by community_id, week_start) > 0
                and (
                    count(*) filter (where is_small) over (partition by community_id, week_start) = 1
                    or sum(case when is_small then buying_households else 0 end) over (partition by community_id, week_start)
                    < 5
                )
                and row_number() over (
                    partition by community_id, week_start order by is_small, buying_households, building_no
                ) = 1
            )
        ) as is_withheld
from cell
