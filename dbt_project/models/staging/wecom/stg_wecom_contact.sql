-- One row per external_userid_hash, userid, scope and delivered_on: a friendship as that day's snapshot
-- shows it.
{{ config(materialized='table') }}

with delivered as (
    {{ delivered_rows('wecom_contact') }}
),

-- A page is known by its cursor; one that holds customers of several staff is of a list of all of them.
paged as (
    select
        *,
        scope = 'staff'
        and min(userid) over (partition by _file_id, next_cursor)
        <> max(userid) over (partition by _file_id, next_cursor) as is_of_several_staff
    from delivered
),

latest as (
    {{ latest_delivery('paged', ['external_userid_hash', 'userid', 'scope', 'delivered_on']) }}
)

select
    external_userid_hash,
    userid,
    scope,
    delivered_on,
    corp_id,
    unionid_hash,
    contact_type,
    {{ wecom_instant('added_at') }} as added_at,
    {{ wecom_add_way('add_way') }} as add_way,
    state,
    oper_external_userid_hash is not null as is_added_by_customer,
    remark_mobile_hashes,
    tag_ids,
    next_cursor is null as is_last_page,
    is_of_several_staff
from latest
