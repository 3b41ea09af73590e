-- grain: leader_id, month_start. What a leader did in a month: of every approved leader from the month of
-- approval until he left, and of every leader who sold, known to the master or not. Sales are net of
-- refunds.
with day as (
    select * from "intermediate"."int_leader__day"
),

placed_order as (
    select * from "intermediate"."int_leader__order" where is_kept
),

community as (
    select * from "core"."dim_community" where is_last_known
),

bounds as (
    select
        cast(date_trunc('month', min(business_date)) as date) as first_day,
        (select as_of_date from "control"."run") as last_day
    from day
),

month as (
    select
        date_day as month_start,
        case 'month'
        when 'day' then date_day
        when 'week' then (date_day + 6)
        else cast(last_day(date_day) as date)
    end as month_end
    from (select cast(day_at as date) as date_day
    from (
        select unnest(generate_series(first_day, last_day, interval 1 day)) as day_at
        from bounds
    ) as series) as calendar
    where extract(day from date_day) = 1
),

leader as (
    select
        leader_id,
        community_id,
        declared_type,
        phone_hash,
        is_property_or_shop_owner,
        cast(timezone('Asia/Shanghai', timezone('UTC', approved_at)) - 0 * interval '1' hour as date) as approved_on,
        cast(timezone('Asia/Shanghai', timezone('UTC', left_at)) - 0 * interval '1' hour as date) as left_on
    from "core"."dim_leader"
    where is_last_known
),

pickup_leader as (
    select distinct leader_id from "core"."dim_pickup_point" where is_last_known and leader_id is not null
),

-- What the leader's own account did in the mini-program. Which app he works with no feed tells.
tool_day as (
    select
        leader.leader_id,
        cast(date_trunc('month', interaction.business_date) as date) as month_start,
        count(distinct interaction.business_date) as tool_days
    from leader
    inner join "identity"."int_identity__member_identifier" as phone
        on phone.identifier_type = 'phone' and leader.phone_hash = phone.identifier_hash
    inner join "core"."fct_interaction" as interaction on phone.member_uid = interaction.member_uid
    where interaction.source_feed = 'app_event'
    group by leader.leader_id, date_trunc('month', interaction.business_date)
),

summed as (
    select
        leader_id,
        cast(date_trunc('month', business_date) as date) as month_start,
        sum(orders) as orders,
        sum(new_buyers) as new_buyers,
        sum(refunded_orders) as refunded_orders,
        sum(paid_fen) as paid_fen,
        sum(refund_fen) as refund_fen,
        sum(net_fen) as net_fen,
        sum(ratings) as ratings,
        sum(stars) as stars,
        sum(complaints) as complaints,
        sum(responses) as responses,
        sum(response_minutes) as response_minutes,
        sum(case when orders > 0 then 1 else 0 end) as active_days
    from day
    group by leader_id, date_trunc('month', business_date)
),

bought as (
    select
        placed_order.leader_id,
        month.month_start,
        min(placed_order.community_id) as community_id,
        count(distinct placed_order.buyer_id) as known_buyers,
        count(distinct case
            when placed_order.business_date >= month.month_start then placed_order.buyer_id
        end) as buyers
    from month
    inner join placed_order
        on
            month.month_end >= placed_order.business_date
            and least((month.month_end + -90), (month.month_start + -1)) < placed_order.business_date
    group by placed_order.leader_id, month.month_start
),

rated as (
    select
        day.leader_id,
        month.month_start,
        sum(day.ratings) as trailing_ratings,
        sum(day.stars) as trailing_stars
    from month
    inner join day
        on month.month_end >= day.business_date and (month.month_end + -90) < day.business_date
    group by day.leader_id, month.month_start
),

served as (
    select
        leader.leader_id,
        month.month_start
    from leader
    inner join month
        on
            leader.approved_on <= month.month_end
            and (leader.left_on is null or leader.left_on >= month.month_start)
    union
    select
        leader_id,
        month_start
    from summed
)

select
    concat(served.leader_id, '|', cast(served.month_start as varchar)) as leader_month_id,
    served.leader_id,
    served.month_start,
    month.month_end,
    coalesce(leader.community_id, bought.community_id) as community_id,
    community.tier as community_tier,
    leader.declared_type,
    coalesce(leader.is_property_or_shop_owner, false) as is_owner,
    pickup_leader.leader_id is not null as has_pickup,
    leader.approved_on,
    leader.left_on,
    case
        when leader.leader_id is null then 'unknown_leader'
        when leader.approved_on is null then 'not_approved'
        when leader.left_on <= month.month_end then 'left'
        when (leader.approved_on + 30) > month.month_end then 'below_tenure'
        when community.tier is null then 'unknown_community'
        when month.month_end > (select as_of_date from "control"."run") then 'immature_until:' || cast(month.month_end as varchar)
    end as null_reason,
    cast(coalesce(summed.active_days, 0) as bigint) as active_days,
    cast(coalesce(summed.orders, 0) as bigint) as orders,
    cast(coalesce(summed.new_buyers, 0) as bigint) as new_buyers,
    cast(coalesce(summed.refunded_orders, 0) as bigint) as refunded_orders,
    cast(coalesce(summed.paid_fen, 0) as bigint) as paid_fen,
    cast(coalesce(summed.refund_fen, 0) as bigint) as refund_fen,
    cast(coalesce(summed.net_fen, 0) as bigint) as net_fen,
    cast(coalesce(summed.ratings, 0) as bigint) as ratings,
    cast(coalesce(summed.stars, 0) as bigint) as stars,
    cast(coalesce(summed.complaints, 0) as bigint) as complaints,
    cast(coalesce(summed.responses, 0) as bigint) as responses,
    cast(coalesce(summed.response_minutes, 0) as bigint) as response_minutes,
    cast(coalesce(bought.buyers, 0) as bigint) as buyers,
    cast(coalesce(bought.known_buyers, 0) as bigint) as known_buyers,
    cast(coalesce(rated.trailing_ratings, 0) as bigint) as trailing_ratings,
    cast(coalesce(rated.trailing_stars, 0) as bigint) as trailing_stars,
    cast(coalesce(tool_day.tool_days, 0) as bigint) as tool_days
from served
inner join month on served.month_start = month.month_start
left join leader on served.leader_id = leader.leader_id
left join pickup_leader on served.leader_id = pickup_leader.leader_id
left join summed on served.leader_id = summed.leader_id and served.month_start = summed.month_start
left join bought on served.leader_id = bought.leader_id and served.month_start = bought.month_start
left join rated on served.leader_id = rated.leader_id and served.month_start = rated.month_start
left join tool_day on served.leader_id = tool_day.leader_id and served.month_start = tool_day.month_start
left join community on coalesce(leader.community_id, bought.community_id) = community.community_id
