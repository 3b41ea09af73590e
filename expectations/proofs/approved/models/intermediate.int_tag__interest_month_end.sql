-- grain: member_uid, month_end. Whether a member has a declared and an inferred interest at a month's end,
-- and whether what was bought is among what was declared.
with snapshot as (
    select
        month_end,
        is_month_end,
        is_as_of
    from "lifecycle"."int_calendar__snapshot"
),

interest as (
    select * from "intermediate"."int_tag__interval"
),

declared as (
    select distinct
        interest.member_uid,
        snapshot.month_end,
        category_of_tag.category
    from interest
    inner join "lifecycle"."interest_category" as category_of_tag on interest.tag = category_of_tag.tag_name
    inner join snapshot
        on interest.valid_from <= snapshot.month_end and interest.valid_to > snapshot.month_end
    where interest.tag_source = 'declared'
),

inferred as (
    select
        interest.member_uid,
        snapshot.month_end,
        interest.tag as category
    from interest
    inner join snapshot
        on interest.valid_from <= snapshot.month_end and interest.valid_to > snapshot.month_end
    where interest.tag_source = 'inferred' and interest.tag_group = 'interest'
),

-- One row a member and day; of the inferred there is one at most.
gathered as (
    select
        member_uid,
        month_end,
        category,
        1 as is_declared,
        0 as is_inferred
    from declared
    union all
    select
        member_uid,
        month_end,
        category,
        0 as is_declared,
        1 as is_inferred
    from inferred
),

by_category as (
    select
        member_uid,
        month_end,
        category,
        max(is_declared) as is_declared,
        max(is_inferred) as is_inferred
    from gathered
    group by member_uid, month_end, category
)

select
    by_category.member_uid,
    by_category.month_end,
    coalesce(anchor.home_mall_id, 'unknown') as mall_id,
    max(by_category.is_declared) = 1 as has_declared,
    max(by_category.is_inferred) = 1 as has_inferred,
    max(by_category.is_declared * by_category.is_inferred) = 1 as is_agreed
from by_category
left join "lifecycle"."int_member__anchor" as anchor on by_category.member_uid = anchor.member_uid
group by by_category.member_uid, by_category.month_end, coalesce(anchor.home_mall_id, 'unknown')
