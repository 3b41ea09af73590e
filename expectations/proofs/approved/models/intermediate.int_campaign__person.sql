-- grain: campaign_id, person_id. Who clicked content of a campaign before its end, and the steps taken since
-- then, one after another: friend among the staff, sign-up, arrival, redemption, all on the dates d to d+29
-- of the first click (`funnel_window_days`). A step that names another campaign does not count; a friendship
-- or a coupon that names none counts in the campaign's own mall. Who was a friend already has that step
-- behind them at the click.
with campaign as (
    select * from "intermediate"."int_campaign__calendar"
),

entry as (
    select * from "core"."dim_entry" where is_last_known
),

clicked as (
    select
        campaign.campaign_id,
        campaign.mall_id,
        campaign.timezone,
        campaign.business_day_cut_hour,
        coalesce(click.member_uid, click.identifier_hash) as person_id,
        min(click.occurred_at) as clicked_at,
        (min(click.business_date) + 30) as closed_on
    from "core"."fct_interaction" as click
    inner join campaign
        on click.campaign_id = campaign.campaign_id and click.business_date <= campaign.ended_on
    where click.kind = 'click' and coalesce(click.member_uid, click.identifier_hash) is not null
    group by all
),

added as (
    select
        clicked.*,
        case
            when friend.added_at < clicked.clicked_at then clicked.clicked_at
            when
                friend.added_on < clicked.closed_on
                and coalesce(entry.campaign_id = clicked.campaign_id, friend.mall_id = clicked.mall_id, false)
                then friend.added_at
        end as added_at,
        coalesce(friend.added_at < clicked.clicked_at, false) as is_friend_before
    from clicked
    left join "intermediate"."int_friend__added" as friend on clicked.person_id = friend.person_id
    left join entry on friend.entry_id = entry.entry_id
),

signed as (
    select
        added.campaign_id,
        added.person_id,
        min(guest.signed_up_at) as signed_up_at
    from added
    inner join "core"."fct_event_attendance" as guest
        on
            added.campaign_id = guest.campaign_id
            and added.person_id = guest.guest_id
            and added.added_at <= guest.signed_up_at
            and cast(timezone(added.timezone, timezone('UTC', guest.signed_up_at)) - added.business_day_cut_hour * interval '1' hour as date)
            < added.closed_on
    group by added.campaign_id, added.person_id
),

arrived as (
    select
        added.campaign_id,
        added.person_id,
        min(guest.checked_in_at) as arrived_at
    from added
    inner join signed on added.campaign_id = signed.campaign_id and added.person_id = signed.person_id
    inner join "core"."fct_event_attendance" as guest
        on
            added.campaign_id = guest.campaign_id
            and added.person_id = guest.guest_id
            and signed.signed_up_at <= guest.checked_in_at
            and cast(timezone(added.timezone, timezone('UTC', guest.checked_in_at)) - added.business_day_cut_hour * interval '1' hour as date)
            < added.closed_on
    group by added.campaign_id, added.person_id
),

redeemed as (
    select
        added.campaign_id,
        added.person_id,
        min(benefit.state_at) as redeemed_at
    from added
    inner join arrived on added.campaign_id = arrived.campaign_id and added.person_id = arrived.person_id
    inner join "core"."fct_benefit" as benefit
        on
            added.person_id = benefit.member_uid
            and benefit.state = 'redeemed'
            and arrived.arrived_at <= benefit.state_at
            and added.closed_on > benefit.business_date
            and coalesce(added.campaign_id = benefit.campaign_id, added.mall_id = benefit.mall_id, false)
    group by added.campaign_id, added.person_id
)

select
    added.campaign_id,
    added.person_id,
    added.clicked_at,
    added.added_at,
    added.is_friend_before,
    signed.signed_up_at,
    arrived.arrived_at,
    redeemed.redeemed_at
from added
left join signed on added.campaign_id = signed.campaign_id and added.person_id = signed.person_id
left join arrived on added.campaign_id = arrived.campaign_id and added.person_id = arrived.person_id
left join redeemed on added.campaign_id = redeemed.campaign_id and added.person_id = redeemed.person_id
