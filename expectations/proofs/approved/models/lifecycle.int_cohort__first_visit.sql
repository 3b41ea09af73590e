-- grain: member_uid. Persons on the day of their first visit, and whether they were members by the end of
-- day 7.
with anchor as (
    select * from "lifecycle"."int_member__anchor"
    where first_visit_on is not null
),

layer_interval as (
    select * from "lifecycle"."int_member__layer_interval"
)

select
    anchor.member_uid,
    anchor.first_visit_mall_id as mall_id,
    anchor.first_visit_on,
    anchor.joined_on,
    layer_interval.layer,
    coalesce(anchor.joined_on < (anchor.first_visit_on + 7), false) as has_joined_7d,
    coalesce(anchor.joined_on < anchor.first_visit_on, false) as has_joined_before
from anchor
left join layer_interval
    on
        anchor.member_uid = layer_interval.member_uid
        and anchor.first_visit_on >= layer_interval.valid_from
        and anchor.first_visit_on < layer_interval.valid_to
