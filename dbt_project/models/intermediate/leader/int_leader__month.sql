-- grain: leader_id, month_start. What a leader did in a month: of every approved leader from the month of
-- approval until he left, and of every leader who sold, known to the master or not. Sales are net of
-- refunds.
{%- set tenure_from = add_days('leader.approved_on', var('leader_min_tenure_days')) %}
{%- set buyer_from = add_days('month.month_end', '-' ~ var('leader_buyer_days')) %}
{%- set rated_from = add_days('month.month_end', '-' ~ var('leader_rating_days')) %}
with day as (
    select * from {{ ref('int_leader__day') }}
),

placed_order as (
    select * from {{ ref('int_leader__order') }} where is_kept
),

community as (
    select * from {{ ref('dim_community') }} where is_last_known
),

bounds as (
    select
        cast(date_trunc('month', min(business_date)) as date) as first_day,
        {{ as_of_date() }} as last_day
    from day
),

month as (
    select
        date_day as month_start,
        {{ period_end("'month'", 'date_day') }} as month_end
    from ({{ day_series('bounds', 'first_day', 'last_day') }}) as calendar
    where extract(day from date_day) = 1
),

leader as (
    select
        leader_id,
        community_id,
        declared_type,
        phone_hash,
        is_property_or_shop_owner,
        {{ leader_date('approved_at') }} as approved_on,
        {{ leader_date('left_at') }} as left_on
    from {{ ref('dim_leader') }}
    where is_last_known
),

pickup_leader as (
    select distinct leader_id from {{ ref('dim_pickup_point') }} where is_last_known and leader_id is not null
),

-- What the leader's own account did in the mini-program. Which app he works with no feed tells.
tool_day as (
    select
        leader.leader_id,
        cast(date_trunc('month', interaction.business_date) as date) as month_start,
        count(distinct interaction.business_date) as tool_days
    from leader
    inner join {{ ref('int_identity__member_identifier') }} as phone
        on phone.identifier_type = 'phone' and leader.phone_hash = phone.identifier_hash
    inner join {{ ref('fct_interaction') }} as interaction on phone.member_uid = interaction.member_uid
    where interaction.source_feed = 'app_event'
    group by leader.leader_id, date_trunc('month', interaction.business_date)
),

summed as (
    select
        leader_id,
        cast(date_trunc('month', business_date) as date) as month_start,
        {%- for name in [
            'orders', 'new_buyers', 'refunded_orders', 'paid_fen', 'refund_fen', 'net_fen', 'ratings', 'stars',
            'complaints', 'responses', 'response_minutes'
        ] %}
        sum({{ name }}) as {{ name }},
        {%- endfor %}
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
            and least({{ buyer_from }}, {{ add_days('month.month_start', -1) }}) < placed_order.business_date
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
        on month.month_end >= day.business_date and {{ rated_from }} < day.business_date
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
        when {{ tenure_from }} > month.month_end then 'below_tenure'
        when community.tier is null then 'unknown_community'
        when month.month_end > {{ as_of_date() }} then 'immature_until:' || cast(month.month_end as varchar)
    end as null_reason,
    {%- for name in [
        'active_days', 'orders', 'new_buyers', 'refunded_orders', 'paid_fen', 'refund_fen', 'net_fen', 'ratings',
        'stars', 'complaints', 'responses', 'response_minutes'
    ] %}
    cast(coalesce(summed.{{ name }}, 0) as bigint) as {{ name }},
    {%- endfor %}
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
