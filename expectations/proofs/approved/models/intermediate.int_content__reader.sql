-- grain: content_id, reader_id. A person who saw or clicked content in the mini-program, on the first day,
-- and whether that person was on site or joined by the content's entry within seven days, the first included.
with openid as (
    select * from "identity"."int_identity__member_identifier" where identifier_type = 'openid'
),

content as (
    select * from "core"."dim_content" where is_last_known
),

seen as (
    select
        app_event.content_id,
        coalesce(openid.member_uid, app_event.openid_hash) as reader_id,
        min(openid.member_uid) as member_uid,
        min(app_event.business_date) as read_on,
        bool_or(app_event.event = 'click') as has_clicked
    from "staging"."stg_app_event" as app_event
    left join openid on app_event.openid_hash = openid.identifier_hash
    where
        app_event.event in ('view', 'click')
        and app_event.content_id is not null
        and app_event.business_date <= (select as_of_date from "control"."run")
        and coalesce(openid.member_uid, app_event.openid_hash) is not null
    group by app_event.content_id, coalesce(openid.member_uid, app_event.openid_hash)
),

visited as (
    select distinct
        seen.content_id,
        seen.reader_id
    from seen
    inner join "intermediate"."int_visit__day" as visit_day
        on
            seen.member_uid = visit_day.member_uid
            and seen.read_on <= visit_day.business_date
            and (seen.read_on + 7) > visit_day.business_date
),

entry as (
    select * from "core"."dim_entry" where is_last_known
),

registration as (
    select * from "lifecycle"."int_member__registration"
)

select
    concat(seen.content_id, '|', seen.reader_id) as content_reader_id,
    seen.content_id,
    seen.reader_id,
    entry.mall_id,
    content.entry_id,
    content.column_type,
    seen.read_on,
    seen.has_clicked,
    visited.reader_id is not null as has_visit_7d,
    coalesce(
        registration.joined_on >= seen.read_on
        and registration.joined_on < (seen.read_on + 7),
        false
    ) as has_joined_7d,
    coalesce(
        registration.joined_on >= seen.read_on
        and registration.joined_on < (seen.read_on + 7)
        and registration.first_entry_id = content.entry_id,
        false
    ) as has_joined_by_entry_7d
from seen
left join content on seen.content_id = content.content_id
left join entry on content.entry_id = entry.entry_id
left join visited on seen.content_id = visited.content_id and seen.reader_id = visited.reader_id
left join registration on seen.member_uid = registration.member_uid
