-- grain: month_end, mall_id, tag_source, tag_group, tag. Members with a tag at a month's end, by home mall;
-- buildings and pickup points are too many and too small to be counted here.
with snapshot as (
    select month_end from "lifecycle"."int_calendar__snapshot"
)

select
    snapshot.month_end,
    coalesce(anchor.home_mall_id, 'unknown') as mall_id,
    tagged.tag_source,
    tagged.tag_group,
    tagged.tag,
    count(*) as members
from "intermediate"."int_tag__interval" as tagged
inner join snapshot
    on tagged.valid_from <= snapshot.month_end and tagged.valid_to > snapshot.month_end
left join "lifecycle"."int_member__anchor" as anchor on tagged.member_uid = anchor.member_uid
where tagged.tag_group not in ('building', 'community', 'pickup_point')
group by
    snapshot.month_end,
    coalesce(anchor.home_mall_id, 'unknown'),
    tagged.tag_source,
    tagged.tag_group,
    tagged.tag
