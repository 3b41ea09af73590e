-- grain: person_id. First WeCom friendship of a person, with its end and the first group joined afterwards.
with touchpoints as (
    select
        coalesce(member_uid, identifier_hash) as person_id,
        touchpoint_id,
        touchpoint_type,
        mall_id,
        entry_id,
        occurred_at,
        business_date
    from "core"."fct_touchpoint"
    where touchpoint_type in ('friend_added', 'friend_deleted', 'group_joined')
),

additions as (
    select
        person_id,
        mall_id,
        entry_id,
        occurred_at as added_at,
        business_date as added_on,
        row_number() over (partition by person_id order by occurred_at, touchpoint_id) as addition_no
    from touchpoints
    where touchpoint_type = 'friend_added' and person_id is not null
),

first_additions as (
    select * from additions
    where addition_no = 1
),

later as (
    select
        first_additions.person_id,
        min(case when touchpoints.touchpoint_type = 'friend_deleted' then touchpoints.business_date end)
            as deleted_on,
        min(case when touchpoints.touchpoint_type = 'group_joined' then touchpoints.business_date end)
            as joined_group_on
    from first_additions
    inner join touchpoints
        on
            first_additions.person_id = touchpoints.person_id
            and first_additions.added_on <= touchpoints.business_date
    group by first_additions.person_id
)

select
    first_additions.person_id,
    first_additions.mall_id,
    first_additions.entry_id,
    first_additions.added_at,
    first_additions.added_on,
    later.deleted_on,
    coalesce(
        later.joined_group_on < (first_additions.added_on + 7), false
    ) as has_joined_group_7d
from first_additions
inner join later on first_additions.person_id = later.person_id
