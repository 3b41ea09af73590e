-- grain: event_id. An event that took place up to the as-of day: how it was planned and told of, who hosted
-- it, whether publishing, sign-up and check-in went through the feeds, what it cost and what margin its
-- coupons brought, and whether its guests were asked what they thought of it in time. No feed tells of a
-- written review, nor from when a form was open; answers and the first sign-up stand in for them.
with campaign as (
    select * from "core"."dim_campaign" where is_last_known
),

event as (
    select
        event.*,
        coalesce(event.community_id, event.mall_id) as store_id,
        campaign.node as campaign_node,
        cast(timezone('Asia/Shanghai', timezone('UTC', event.start_at)) as date) as held_on
    from "core"."dim_event" as event
    left join campaign on event.campaign_id = campaign.campaign_id
    where event.is_last_known
),

answered as (
    select
        event_id,
        min(answered_on) as first_answered_on
    from "intermediate"."int_survey__asked"
    where answered_on is not null
    group by event_id
),

told as (
    select
        event.event_id,
        min(sent.business_date) as first_send_on
    from event
    inner join "core"."fct_outreach" as sent on event.campaign_id = sent.campaign_id
    where
        sent.is_reached
        and coalesce(sent.sent_at, sent.planned_at) < event.start_at
        and (sent.business_date + 14) >= event.held_on
    group by event.event_id
),

shown as (
    select distinct event.event_id
    from event
    inner join "core"."dim_content" as content on event.campaign_id = content.campaign_id
    where content.is_last_known and content.published_at < event.start_at
),

attended as (
    select
        event_id,
        count(signed_up_at) as sign_ups,
        count(checked_in_at) as attendees,
        cast(timezone('Asia/Shanghai', timezone('UTC', min(signed_up_at))) as date) as first_sign_up_on
    from "core"."fct_event_attendance"
    group by event_id
),

sale as (
    select
        event_id,
        cast(sum(margin_fen) as bigint) as margin_fen,
        cast(sum(coupon_cost_fen) as bigint) as coupon_cost_fen
    from "intermediate"."int_event__sale"
    group by event_id
),

cost as (
    select * from "intermediate"."int_event__cost"
),

themed as (
    select
        event_id,
        date_diff('day', lag(held_on) over theme_of_store, held_on) as days_since_theme
    from event
    where event_kind = 'community_ritual' and theme is not null
    window theme_of_store as (partition by store_id, theme order by held_on, event_id)
),

joined as (
    select
        event.*,
        told.first_send_on,
        attended.first_sign_up_on,
        shown.event_id is not null or told.event_id is not null as is_published,
        coalesce(attended.sign_ups, 0) as sign_ups,
        coalesce(attended.attendees, 0) as attendees,
        coalesce(cost.own_fen, 0) as own_cost_fen,
        coalesce(cost.ledger_fen, 0) as ledger_cost_fen,
        -- Benefit lines of the ledger are the coupons themselves, which must not cost twice.
        case when coalesce(cost.benefit_fen, 0) = 0 then coalesce(sale.coupon_cost_fen, 0) else 0 end
            as coupon_cost_fen,
        coalesce(sale.margin_fen, 0) as margin_fen,
        themed.days_since_theme,
        answered.first_answered_on,
        isodow(event.held_on) >= 6 as is_weekend,
        cast(date_trunc('week', event.held_on) as date) as week_start
    from event
    left join told on event.event_id = told.event_id
    left join shown on event.event_id = shown.event_id
    left join attended on event.event_id = attended.event_id
    left join sale on event.event_id = sale.event_id
    left join cost on event.event_id = cost.event_id
    left join themed on event.event_id = themed.event_id
    left join answered on event.event_id = answered.event_id
    where event.held_on <= (select as_of_date from "control"."run")
)

select
    event_id,
    mall_id,
    store_id,
    campaign_id,
    event_kind,
    ring,
    cadence,
    template_id,
    held_on,
    coalesce(nullif(campaign_node, 'none'), case when is_weekend then 'weekend' end) as node,
    host_member_no_hash is not null as is_member_hosted,
    coalesce(first_answered_on < (held_on + 7), false)
        as is_reviewed_in_time,
    campaign_id is not null as is_announced,
    date_diff('day', first_send_on, held_on) as preheat_days,
    coalesce(
        date_diff('day', first_send_on, held_on) between 3
        and 5,
        false
    ) as is_preheated_in_time,
    is_weekend,
    form_id is not null as has_form,
    case
        when is_weekend and first_send_on is not null
            then greatest(date_diff('day', (week_start + (2 - 1)), first_send_on), 0)
    end as preview_late_days,
    case
        when is_weekend and first_sign_up_on is not null
            then greatest(date_diff('day', (week_start + (4 - 1)), first_sign_up_on), 0)
    end as sign_up_late_days,
    is_published,
    is_published and sign_ups > 0 and attendees > 0 as is_loop_closed,
    coalesce(days_since_theme <= 28, false) as is_theme_repeated,
    attendees,
    own_cost_fen,
    coupon_cost_fen,
    ledger_cost_fen + coupon_cost_fen as cost_fen,
    margin_fen
from joined
