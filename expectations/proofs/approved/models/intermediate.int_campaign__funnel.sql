-- grain: campaign_id, person_id. A campaign's whole life on the day it began: one row without a person for
-- what the content platforms counted, and one row a person who clicked, with the steps reached.
with campaign as (
    select * from "intermediate"."int_campaign__calendar"
),

content as (
    select * from "core"."dim_content" where is_last_known and campaign_id is not null
),

counted as (
    select
        content.campaign_id,
        sum(stat.exposures) as exposures,
        sum(stat.clicks) as clicks
    from "staging"."stg_content_stat" as stat
    inner join content on stat.content_id = content.content_id
    inner join campaign
        on content.campaign_id = campaign.campaign_id and stat.business_date <= campaign.matures_on
    where stat.business_date <= (select as_of_date from "control"."run")
    group by content.campaign_id
),

person as (
    select * from "intermediate"."int_campaign__person"
),

row_of as (
    select
        campaign_id,
        cast(null as varchar) as person_id,
        cast(coalesce(exposures, 0) as bigint) as exposures,
        cast(coalesce(clicks, 0) as bigint) as clicks,
        cast(null as timestamp) as clicked_at,
        cast(null as timestamp) as added_at,
        false as is_friend_before,
        cast(null as timestamp) as signed_up_at,
        cast(null as timestamp) as arrived_at,
        cast(null as timestamp) as redeemed_at
    from counted
    union all
    select
        campaign_id,
        person_id,
        0 as exposures,
        0 as clicks,
        clicked_at,
        added_at,
        is_friend_before,
        signed_up_at,
        arrived_at,
        redeemed_at
    from person
)

select
    row_of.campaign_id,
    row_of.person_id,
    campaign.mall_id,
    campaign.started_on,
    campaign.matures_on,
    row_of.exposures,
    row_of.clicks,
    row_of.clicked_at is not null as has_clicked,
    row_of.added_at is not null as has_added,
    row_of.added_at is not null and not row_of.is_friend_before as has_newly_added,
    row_of.signed_up_at is not null as has_signed_up,
    row_of.arrived_at is not null as has_arrived,
    row_of.redeemed_at is not null as has_redeemed,
    case
        when not row_of.is_friend_before then date_diff('second', row_of.clicked_at, row_of.added_at)
    end as add_seconds,
    date_diff('second', row_of.added_at, row_of.signed_up_at) as sign_up_seconds,
    date_diff('second', row_of.signed_up_at, row_of.arrived_at) as arrival_seconds
from row_of
inner join campaign on row_of.campaign_id = campaign.campaign_id
