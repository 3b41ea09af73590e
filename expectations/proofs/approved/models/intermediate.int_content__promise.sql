-- grain: content_id. Items that were promised to groups for a week, on the day they were planned for, and
-- whether they came out in that week. The calendar of content is what was promised.
with content as (
    select * from "core"."dim_content"
    where is_last_known and planned_at is not null and (chat_id is not null or platform = 'wecom_group')
),

grouped as (
    select * from "core"."dim_group" where is_last_known
),

campaign as (
    select * from "core"."dim_campaign" where is_last_known
),

placed as (
    select
        content.content_id,
        content.chat_id,
        content.kind,
        coalesce(grouped.mall_id, campaign.mall_id) as mall_id,
        content.planned_at,
        content.published_at
    from content
    left join grouped on content.chat_id = grouped.chat_id
    left join campaign on content.campaign_id = campaign.campaign_id
),

clock as (
    select * from "staging"."stg_master__clock" where object_type = 'mall'
),

dated as (
    select
        placed.content_id,
        placed.chat_id,
        placed.kind,
        placed.mall_id,
        cast(timezone(coalesce(clock.timezone, 'Asia/Shanghai'), timezone('UTC', placed.planned_at)) - coalesce(clock.business_day_cut_hour, 0) * interval '1' hour as date) as planned_on,
        cast(timezone(coalesce(clock.timezone, 'Asia/Shanghai'), timezone('UTC', placed.published_at)) - coalesce(clock.business_day_cut_hour, 0) * interval '1' hour as date) as published_on
    from placed
    left join clock on placed.mall_id = clock.object_id
)

select
    content_id,
    chat_id,
    kind,
    mall_id,
    planned_on,
    published_on,
    coalesce(
        published_on <= (cast(date_trunc('week', planned_on) as date) + 6) and published_on <= (select as_of_date from "control"."run"), false
    ) as is_delivered_in_week
from dated
where planned_on <= (select as_of_date from "control"."run")
