-- grain: source_feed, send_id. A wake offer that reached a member: how long the member had stayed away, and
-- whether a visit followed on d to d+N-1, the day of the send being the first.
with send as (
    select
        outreach.source_feed,
        outreach.send_id,
        outreach.member_uid,
        outreach.campaign_id,
        coalesce(outreach.mall_id, anchor.home_mall_id) as mall_id,
        outreach.business_date
    from "core"."fct_outreach" as outreach
    inner join "core"."dim_campaign" as campaign
        on outreach.campaign_id = campaign.campaign_id and campaign.is_last_known
    left join "lifecycle"."int_member__anchor" as anchor on outreach.member_uid = anchor.member_uid
    where campaign.objective = 'wake' and outreach.is_reached and outreach.member_uid is not null
),

visit as (
    select distinct
        member_uid,
        business_date
    from "intermediate"."int_visit__day"
    where member_uid is not null
),

around as (
    select
        send.source_feed,
        send.send_id,
        max(case when visit.business_date < send.business_date then visit.business_date end) as last_visit_on,
        min(case when visit.business_date >= send.business_date then visit.business_date end) as next_visit_on
    from send
    inner join visit on send.member_uid = visit.member_uid
    group by send.source_feed, send.send_id
)

select
    send.source_feed,
    send.send_id,
    send.member_uid,
    send.campaign_id,
    send.mall_id,
    send.business_date,
    (send.business_date + 14 - 1) as matures_on,
    case
        when around.last_visit_on is null then 'never_visited'
        when date_diff('day', around.last_visit_on, send.business_date) >= 90 then 'days_90'
        when date_diff('day', around.last_visit_on, send.business_date) >= 60 then 'days_60'
        when date_diff('day', around.last_visit_on, send.business_date) >= 30 then 'days_30'
        else 'under_30'
    end as wake_tier,
    coalesce(
        around.next_visit_on < (send.business_date + 14), false
    ) as has_returned
from send
left join around on send.source_feed = around.source_feed and send.send_id = around.send_id
