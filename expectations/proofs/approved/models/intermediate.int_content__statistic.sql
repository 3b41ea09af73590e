-- grain: business_date, platform, content_id. What a platform counted of a content on a day. Exposures are
-- its views: platforms tell no other.
with entry as (
    select * from "core"."dim_entry" where is_last_known
),

content as (
    select * from "core"."dim_content" where is_last_known
),

item as (
    select * from "intermediate"."int_content__item"
)

select
    concat(cast(statistic.business_date as varchar), '|', statistic.platform, '|', statistic.content_id)
        as content_day_id,
    statistic.business_date,
    statistic.platform,
    statistic.content_id,
    entry.mall_id,
    coalesce(item.is_event_video, false) as is_event_video,
    coalesce(statistic.exposures, 0) as views,
    coalesce(statistic.clicks, 0) as clicks,
    coalesce(statistic.likes, 0) + coalesce(statistic.comments, 0) + coalesce(statistic.shares, 0)
        as interactions
from "staging"."stg_content_stat" as statistic
left join content on statistic.content_id = content.content_id
left join item on statistic.content_id = item.content_id
left join entry on content.entry_id = entry.entry_id
where statistic.business_date <= (select as_of_date from "control"."run")
