"""What a member did: visits, purchases, community orders, events, referrals, interactions. Newest first."""

from __future__ import annotations

from reports.member.questions import Question

VISITS = Question(
    ("core.fct_visit_day", "core.dim_mall"),
    """
    select visit.mall_id, any_value(mall.mall_name) as mall_name, count(*) as visit_days,
        min(visit.business_date) as first_on, max(visit.business_date) as last_on
    from core.fct_visit_day as visit
    left join core.dim_mall as mall on visit.mall_id = mall.mall_id and mall.is_current
    where visit.member_uid = $uid and ($day is null or visit.business_date <= $day)
    group by visit.mall_id
    order by visit_days desc, visit.mall_id
    """,
)
VISIT_DAYS = Question(
    ("core.fct_visit_day",),
    """
    select business_date, mall_id, evidence, days_since_previous, layer
    from core.fct_visit_day
    where member_uid = $uid and ($day is null or business_date <= $day)
    order by business_date desc, mall_id
    """,
)
# Money as in dim_member.m: net of all tickets, returns included.
PURCHASES = Question(
    ("core.fct_purchase",),
    """
    select date_trunc('month', business_date)::date as month_start, shop_category as category,
        count(*) filter (where is_purchase) as purchases,
        count(distinct business_date) filter (where is_purchase) as purchase_days,
        sum(net_fen)::bigint as net_fen
    from core.fct_purchase
    where member_uid = $uid and ($day is null or business_date <= $day)
    group by all
    order by month_start desc, net_fen desc, category
    """,
)
TICKETS = Question(
    ("core.fct_purchase", "core.dim_shop"),
    """
    select ticket.business_date, ticket.mall_id, shop.shop_name, ticket.shop_category, ticket.ticket_kind,
        ticket.net_fen, ticket.is_purchase, ticket.ticket_no, ticket.source_feed
    from core.fct_purchase as ticket
    left join core.dim_shop as shop on ticket.shop_id = shop.shop_id and shop.is_last_known
    where ticket.member_uid = $uid and ($day is null or ticket.business_date <= $day)
    order by ticket.business_date desc, ticket.sold_at desc, ticket.ticket_id
    """,
)
ORDERS = Question(
    ("core.fct_order_line",),
    """
    select community_id, pickup_point_id, leader_id, count(distinct order_key) as orders,
        sum(paid_fen - coalesce(refund_fen, 0))::bigint as net_fen, max(business_date) as last_on
    from core.fct_order_line
    where member_uid = $uid and not is_cancelled and ($day is null or business_date <= $day)
    group by all
    order by last_on desc, community_id, pickup_point_id, leader_id
    """,
)
EVENTS = Question(
    ("core.fct_event_attendance", "core.dim_event"),
    """
    select event.name, event.event_kind, guest.mall_id, guest.signed_up_at::date as signed_up_on,
        guest.checked_in_at::date as checked_in_on, guest.companions, guest.event_id
    from core.fct_event_attendance as guest
    left join core.dim_event as event on guest.event_id = event.event_id and event.is_last_known
    where guest.member_uid = $uid
        and ($day is null or coalesce(guest.signed_up_at, guest.checked_in_at)::date <= $day)
    order by coalesce(guest.checked_in_at, guest.signed_up_at) desc, guest.event_id
    """,
)
REFERRALS = Question(
    ("core.fct_referral",),
    """
    select referred_on, if(referrer_member_uid = $uid, 'brought', 'brought_by') as relation,
        if(referrer_member_uid = $uid, referee_member_uid, referrer_member_uid) as member,
        state, is_valid, fraud_flags
    from core.fct_referral
    where $uid in (referrer_member_uid, referee_member_uid) and ($day is null or referred_on <= $day)
    order by referred_on desc, member
    """,
)
INTERACTIONS = Question(
    ("core.fct_interaction",),
    """
    select kind, count(*) as times, count(*) filter (where is_valid_interaction) as valid_times,
        max(business_date) as last_on
    from core.fct_interaction
    where member_uid = $uid and ($day is null or business_date <= $day)
    group by kind
    order by times desc, kind
    """,
)
SECTIONS = {
    "visits": VISITS,
    "visit_days": VISIT_DAYS,
    "purchases": PURCHASES,
    "tickets": TICKETS,
    "orders": ORDERS,
    "events": EVENTS,
    "referrals": REFERRALS,
    "interactions": INTERACTIONS,
}
