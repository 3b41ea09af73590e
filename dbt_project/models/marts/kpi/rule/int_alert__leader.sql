-- grain: rule_id, object_id, day. Leaders day by day, from the day on which they were leaders, and orders
-- were told, for as long as is asked: orders of the last days, refunds against the community's,
-- invitations in an hour.
{%- set quiet_days = var('alert_leader_quiet_days') %}
{%- set refund_days = var('alert_leader_refund_days') %}
{%- set zone = "'" ~ var('default_timezone') ~ "'" %}
with leader as (
    select
        leader_id,
        community_id,
        phone_hash,
        cast({{ utc_to_local('approved_at', zone) }} as date) as approved_on,
        cast({{ utc_to_local('left_at', zone) }} as date) as left_on
    from {{ ref('dim_leader') }}
    where is_last_known
),

order_line as (
    select * from {{ ref('fct_order_line') }} where leader_id is not null
),

bounds as (
    select
        min(business_date) as first_day,
        {{ as_of_date() }} as last_day
    from order_line
),

calendar as (
    {{ day_series('bounds', 'first_day', 'last_day') }}
),

ordered as (
    select
        leader_id,
        business_date,
        count(distinct order_key) filter (where not is_cancelled) as orders,
        sum(paid_fen) as paid_fen,
        sum(refund_fen) as refund_fen
    from order_line
    group by leader_id, business_date
),

phone as (
    select * from {{ ref('int_identity__member_identifier') }} where identifier_type = 'phone'
),

invited as (
    select
        leader.leader_id,
        referral.referred_on as business_date,
        max(referral.referrals_of_hour) as invites
    from leader
    inner join phone on {{ member_at('phone', "'phone'", 'leader.phone_hash', 'cast(null as timestamp)') }}
    inner join {{ ref('int_referral__named') }} as referral on phone.member_uid = referral.referrer_member_uid
    where not referral.is_self
    group by leader.leader_id, referral.referred_on
),

recent as (
    select
        leader.leader_id,
        leader.community_id,
        calendar.date_day as day,
        coalesce(invited.invites, 0) as invites,
        greatest(coalesce(leader.approved_on, bounds.first_day), bounds.first_day) as leads_from,
        leader.left_on,
        sum(coalesce(ordered.orders, 0)) over quiet as orders_of_quiet_days,
        sum(coalesce(ordered.orders, 0)) over month as orders,
        sum(coalesce(ordered.paid_fen, 0)) over month as paid_fen,
        sum(coalesce(ordered.refund_fen, 0)) over month as refund_fen
    from leader
    cross join calendar
    cross join bounds
    left join ordered on leader.leader_id = ordered.leader_id and calendar.date_day = ordered.business_date
    left join invited on leader.leader_id = invited.leader_id and calendar.date_day = invited.business_date
    window
        quiet as (
            partition by leader.leader_id order by calendar.date_day
            rows between {{ [quiet_days | int - 1, 0] | max }} preceding and current row
        ),
        month as (
            partition by leader.leader_id order by calendar.date_day
            rows between {{ [refund_days | int - 1, 0] | max }} preceding and current row
        )
),

beside_community as (
    select
        *,
        sum(paid_fen) over (partition by community_id, day) as community_paid_fen,
        sum(refund_fen) over (partition by community_id, day) as community_refund_fen,
        orders >= {{ var('alert_leader_refund_min_orders') }} and paid_fen > 0 as is_enough,
        coalesce(day >= left_on, false) as is_over
    from recent
),

judged as (
    select *
    from beside_community
    where day >= leads_from and coalesce(day <= left_on, true)
),

measured as (
    select
        'leader:no_orders' as rule_id,
        leader_id,
        day,
        orders_of_quiet_days as numerator,
        {{ quiet_days }} as denominator,
        cast(orders_of_quiet_days as double) as value,
        1.0 as threshold,
        orders_of_quiet_days < 1 as is_beyond,
        is_over
    from judged
    where day >= {{ add_days('leads_from', quiet_days ~ ' - 1') }}
    union all
    select
        'leader:refund_rate' as rule_id,
        leader_id,
        day,
        refund_fen as numerator,
        paid_fen as denominator,
        case when is_enough then round(cast(refund_fen as double) / paid_fen, 9) end as value,
        round(
            {{ var('alert_leader_refund_factor') }} * cast(community_refund_fen as double)
            / nullif(community_paid_fen, 0), 9
        ) as threshold,
        is_enough
        and refund_fen * community_paid_fen
        > {{ var('alert_leader_refund_factor') }} * community_refund_fen * paid_fen as is_beyond,
        is_over
    from judged
    union all
    select
        'leader:invite_burst' as rule_id,
        leader_id,
        day,
        invites as numerator,
        null as denominator,
        cast(invites as double) as value,
        cast({{ var('referral_max_per_hour') }} as double) as threshold,
        invites > {{ var('referral_max_per_hour') }} as is_beyond,
        is_over
    from judged
)

select
    rule_id,
    leader_id as object_id,
    day,
    'ALL' as mall_id,
    'leader' as dimension,
    leader_id as dimension_value,
    'day' as period_kind,
    day as period_start,
    numerator,
    denominator,
    case when not is_over then value end as value,
    threshold,
    is_beyond and not is_over as is_beyond,
    is_over
from measured
