-- grain: leader_id, business_date. What a leader sees of himself, day by day: sales, commission of the
-- month to date, what buyers say. Only his own: no row holds anything of another leader.
with day as (
    select * from {{ ref('int_leader__day') }}
),

bounds as (
    select
        min(business_date) as first_day,
        {{ as_of_date() }} as last_day
    from day
),

calendar as (
    {{ day_series('bounds', 'first_day', 'last_day') }}
),

leader as (
    select
        leader_id,
        {{ leader_date('approved_at') }} as approved_on,
        {{ leader_date('left_at') }} as left_on
    from {{ ref('dim_leader') }}
    where is_last_known and approved_at is not null
),

served as (
    select
        leader.leader_id,
        calendar.date_day as business_date
    from leader
    inner join calendar
        on
            leader.approved_on <= calendar.date_day
            and (leader.left_on is null or leader.left_on >= calendar.date_day)
    union
    select
        leader_id,
        business_date
    from day
),

summed as (
    select
        served.leader_id,
        served.business_date,
        {%- for name in [
            'orders', 'buyers', 'new_buyers', 'refunded_orders', 'paid_fen', 'refund_fen', 'net_fen', 'ratings',
            'stars', 'complaints', 'responses'
        ] %}
        coalesce(day.{{ name }}, 0) as {{ name }},
        {%- endfor %}
        cast(sum(coalesce(day.net_fen, 0)) over (
            partition by served.leader_id, date_trunc('month', served.business_date)
            order by served.business_date rows between unbounded preceding and current row
        ) as bigint) as month_net_fen
    from served
    left join day on served.leader_id = day.leader_id and served.business_date = day.business_date
),

tier as (
    {{ leader_commission_tiers() }}
),

earned as (
    select
        summed.leader_id,
        summed.business_date,
        sum({{ leader_tier_base('summed.month_net_fen', 'tier') }} * tier.rate_bp) as base_times_rate
    from summed
    cross join tier
    group by summed.leader_id, summed.business_date
)

select
    summed.leader_id,
    summed.business_date,
    summed.orders,
    summed.buyers,
    summed.new_buyers,
    summed.paid_fen,
    summed.refunded_orders,
    summed.refund_fen,
    summed.net_fen,
    summed.month_net_fen,
    {{ leader_commission_fen('earned.base_times_rate') }} as month_commission_fen,
    summed.ratings,
    summed.stars,
    summed.complaints,
    summed.responses
from summed
inner join earned on summed.leader_id = earned.leader_id and summed.business_date = earned.business_date
order by summed.leader_id, summed.business_date
