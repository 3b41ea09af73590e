-- grain: content_id, person_id. A person whom a piece of content reached for the first time, and whether a
-- click, a visit or a redemption followed.
with touch as (
    select * from "intermediate"."int_touch__reach"
    where content_id is not null
),

first_touch as (
    select
        content_id,
        person_id,
        max(member_uid) as member_uid,
        min(mall_id) as mall_id,
        min(reached_at) as reached_at,
        min(business_date) as business_date
    from touch
    group by content_id, person_id
),

clicked as (
    select distinct
        first_touch.content_id,
        first_touch.person_id
    from first_touch
    inner join "core"."fct_interaction" as click
        on
            first_touch.person_id = coalesce(click.member_uid, click.identifier_hash)
            and first_touch.content_id = click.content_id
            and first_touch.reached_at <= click.occurred_at
            and click.occurred_at
            < first_touch.reached_at + interval '1' hour * 72
    where click.kind = 'click'
),

visited as (
    select distinct
        first_touch.content_id,
        first_touch.person_id
    from first_touch
    inner join "core"."fct_visit_day" as visit
        on
            first_touch.member_uid = visit.member_uid
            and first_touch.business_date <= visit.business_date
            and (first_touch.business_date + 7) > visit.business_date
),

redeemed as (
    select distinct
        first_touch.content_id,
        first_touch.person_id
    from first_touch
    inner join "core"."fct_benefit" as benefit
        on
            first_touch.member_uid = benefit.member_uid
            and first_touch.business_date <= benefit.business_date
            and (first_touch.business_date + 7) > benefit.business_date
    where benefit.state = 'redeemed'
),

item as (
    select * from "intermediate"."int_content__item"
)

select
    first_touch.*,
    item.kind,
    item.column_type,
    item.script_scene,
    clicked.person_id is not null as is_clicked,
    visited.person_id is not null as has_visit,
    redeemed.person_id is not null as has_redemption
from first_touch
left join item on first_touch.content_id = item.content_id
left join clicked
    on first_touch.content_id = clicked.content_id and first_touch.person_id = clicked.person_id
left join visited
    on first_touch.content_id = visited.content_id and first_touch.person_id = visited.person_id
left join redeemed
    on first_touch.content_id = redeemed.content_id and first_touch.person_id = redeemed.person_id
