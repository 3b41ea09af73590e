-- grain: member_uid, business_date, category. A purchase-day in a category that another one goes with,
-- whether a message reached the member alone soon after, and whether something of a complement was bought on
-- d+1 to d+complement_days. No feed tells what a message recommends; one that follows a purchase so closely
-- stands in.
with complement as (
    select * from "intermediate"."complement_category"
),

bought as (
    select * from "lifecycle"."int_purchase__day_category"
),

anchored as (
    select * from bought
    where category in (select complement.category from complement)
),

send as (
    select
        coalesce(member_uid, identifier_hash) as person_id,
        channel,
        coalesce(is_manual, false) as is_manual,
        coalesce(sent_at, planned_at) as sent_at,
        business_date
    from "core"."fct_outreach"
    where is_reached and chat_id is null and coalesce(member_uid, identifier_hash) is not null
),

recommended as (
    select distinct
        anchored.member_uid,
        anchored.business_date
    from anchored
    inner join send
        on
            anchored.member_uid = send.person_id
            and send.channel <> 'mass_private'
            and anchored.business_date <= send.business_date
            and (anchored.business_date + 3) > send.business_date
),

followed as (
    select distinct
        anchored.member_uid,
        anchored.business_date,
        anchored.category
    from anchored
    inner join complement on anchored.category = complement.category
    inner join bought as later
        on
            anchored.member_uid = later.member_uid
            and complement.complement = later.category
            and anchored.business_date < later.business_date
            and (anchored.business_date + 30) >= later.business_date
),

purchase_day as (
    select * from "lifecycle"."int_purchase__day"
)

select
    concat(anchored.member_uid, '|', cast(anchored.business_date as varchar), '|', anchored.category)
        as complement_id,
    anchored.member_uid,
    anchored.business_date,
    anchored.category,
    purchase_day.mall_id,
    case when recommended.member_uid is null then 'none' else 'message' end as recommendation,
    followed.member_uid is not null as has_complement
from anchored
left join purchase_day
    on
        anchored.member_uid = purchase_day.member_uid
        and anchored.business_date = purchase_day.business_date
left join recommended
    on
        anchored.member_uid = recommended.member_uid
        and anchored.business_date = recommended.business_date
left join followed
    on
        anchored.member_uid = followed.member_uid
        and anchored.business_date = followed.business_date
        and anchored.category = followed.category
