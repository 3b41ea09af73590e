-- grain: rule_id, object_id, day. Leaders day by day, from the day on which they were leaders, and orders
-- were told, for as long as is asked: orders of the last days, refunds against the community's,
-- invitations in an hour.
with leader as (
    select
        leader_id,
        community_id,
        phone_hash,
        cast(timezone('Asia/Shanghai', timezone('UTC', approved_at)) as date) as approved_on,
        cast(timezone('Asia/Shanghai', timezone('UTC', left_at)) as date) as left_on
    from "core"."dim_leader"
    where is_last_known
),

order_line as (
    select * from "core"."fct_order_line" where leader_id is not null
),

bounds as (
    select
        min(business_date) as first_day,
        (select as_of_date from "control"."run") as last_day
    from order_line
),

calendar as (
    select cast(day_at as date) as date_day
    from (
        select unnest(generate_series(first_day, last_day, interval 1 day)) as day_at
        from bounds
    ) as series
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
    select * from "identity"."int_identity__member_identifier" where identifier_type = 'phone'
),

invited as (
    select
        leader.leader_id,
        referral.referred_on as business_date,
        max(referral.referrals_of_hour) as invites
    from leader
    inner join phone on 'phone' = phone.identifier_type
            and leader.phone_hash = phone.identifier_hash
            and coalesce(cast(null as timestamp), timestamp '9999-12-30') >= phone.valid_from
            and coalesce(cast(null as timestamp), timestamp '9999-12-30') < phone.valid_to
    inner join "intermediate"."int_referral__named" as referral on phone.member_uid = referral.referrer_member_uid
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
            rows between 6 preceding and current row
        ),
        month as (
            partition by leader.leader_id order by calendar.date_day
            rows between 27 preceding and current row
        )
),

beside_community as (
    select
        *,
        sum(paid_fen) over (partition by community_id, day) as community_paid_fen,
        sum(refund_fen) over (partition by community_id, day) as community_refund_fen,
        orders >= 10 and paid_fen > 0 as is_enough,
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
        7 as denominator,
        cast(orders_of_quiet_days as double) as value,
        1.0 as threshold,
        orders_of_quiet_days < 1 as is_beyond,
        is_over
    from judged
    where day >= (leads_from + 7 - 1)
    union all
    select
        'leader:refund_rate' as rule_id,
        leader_id,
        day,
        refund_fen as numerator,
        paid_fen as denominator,
        case when is_enough then round(cast(refund_fen as double) / paid_fen, 9) end as value,
        round(
            2 * cast(community_refund_fen as double)
            / nullif(community_paid_fen, 0), 9
        ) as threshold,
        is_enough
        and refund_fen * community_paid_fen
        > 2 * community_refund_fen * paid_fen as is_beyond,
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
        cast(5 as double) as threshold,
        invites > 5 as is_beyond,
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
