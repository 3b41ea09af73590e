-- grain: member_uid, tag_source, tag_group, tag, valid_from. The tags of a member, [valid_from, valid_to),
-- valid_to NULL while the tag holds. The building stays inside: who lives in one is nobody's to read.
with tag_interval as (
    select * from "intermediate"."int_tag__interval"
    where not (tag_source = 'inferred' and tag_group = 'building')
)

select
    member_uid,
    tag_source,
    tag_group,
    tag,
    valid_from,
    case when valid_to <= (select as_of_date from "control"."run") then valid_to end as valid_to
from tag_interval
