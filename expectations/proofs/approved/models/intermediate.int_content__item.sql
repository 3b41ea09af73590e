-- grain: content_id. A piece of content on the day it was published, or planned for: which elements it has
-- and the scene that it is for. Fields of the list that are empty are elements that are missing.
with content as (
    select * from "core"."dim_content"
    where is_last_known
),

campaign as (
    select * from "core"."dim_campaign"
    where is_last_known
),

entry as (
    select * from "core"."dim_entry"
    where is_last_known
),

clock as (
    select * from "staging"."stg_master__clock" where object_type = 'mall'
),

chat as (
    select * from "intermediate"."int_wecom__chat"
),

event_campaign as (
    select distinct campaign_id from "core"."dim_event" where is_last_known
),

placed as (
    select
        content.*,
        coalesce(campaign.mall_id, entry.mall_id, chat.mall_id) as mall_id,
        campaign.node,
        event_campaign.campaign_id is not null as is_of_event
    from content
    left join event_campaign on content.campaign_id = event_campaign.campaign_id
    left join campaign on content.campaign_id = campaign.campaign_id
    left join entry on content.entry_id = entry.entry_id
    left join chat on content.chat_id = chat.chat_id
),

timed as (
    select
        placed.*,
        timezone(coalesce(clock.timezone, 'Asia/Shanghai'), timezone('UTC', coalesce(placed.published_at, placed.planned_at))) as local_at,
        cast(timezone(coalesce(clock.timezone, 'Asia/Shanghai'), timezone('UTC', coalesce(placed.published_at, placed.planned_at))) - coalesce(clock.business_day_cut_hour, 0) * interval '1' hour as date) as business_date
    from placed
    left join clock on placed.mall_id = clock.object_id
)

select
    content_id,
    mall_id,
    campaign_id,
    platform,
    kind,
    column_type,
    business_date,
    published_at is not null as is_published,
    is_of_event
    and coalesce(duration_s >= 15, false)
    and coalesce(duration_s <= 60, false) as is_event_video,
    -- Crowd, benefit and what to do.
    crowd is not null and benefit_point is not null and action_path is not null as has_triad,
    -- Why to come, the way, what one gets, and the code by which it is followed.
    column_type is not null and action_path is not null and benefit_point is not null
    and tracking_code is not null as has_script,
    case
        when node = 'holiday' then 'holiday'
        when isodow(local_at) >= 6 then 'weekend'
        when extract(hour from local_at) between 11 and 13 then 'workday_noon'
        else 'workday_other'
    end as script_scene
from timed
where business_date <= (select as_of_date from "control"."run")
