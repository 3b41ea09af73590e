-- One row per external_userid_hash, userid, scope and delivered_on: a friendship as the snapshot of that day
-- shows it.

with day_file as (
    select
        scope,
        delivered_on,
        count(distinct _file_id) as files
    from (select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."wecom_contact" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wecom_contact'
            and delivery.file_id = feed_row._file_id) as place_row
    group by scope, delivered_on
),

-- A file holds a friendship once, so only where a day brought several files is there anything to choose from.
contested as (
    select
        key_row.external_userid_hash,
        key_row.userid,
        key_row.scope,
        key_row.delivered_on,
        key_row.delivery_rank,
        key_row._file_id,
        key_row.file_row_number
    from (select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."wecom_contact" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wecom_contact'
            and delivery.file_id = feed_row._file_id) as key_row
    inner join day_file on key_row.scope = day_file.scope and key_row.delivered_on = day_file.delivered_on
    where day_file.files > 1
),

outdated as (
    select
        _file_id,
        file_row_number
    from (
        select
            *,
            row_number() over (
                partition by external_userid_hash, userid, scope, delivered_on
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from contested
    ) as ordered_delivery
    where delivery_order > 1
),

-- A page is known by its cursor; one that holds customers of several staff is of a list of all of them.
page as (
    select
        _file_id,
        next_cursor,
        min(userid) <> max(userid) as is_of_several_staff
    from (select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."wecom_contact" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wecom_contact'
            and delivery.file_id = feed_row._file_id) as page_row
    where scope = 'staff' and next_cursor is not null
    group by _file_id, next_cursor
),

latest as (
    select delivered.*
    from (select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."wecom_contact" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wecom_contact'
            and delivery.file_id = feed_row._file_id) as delivered
    left join outdated
        on delivered._file_id = outdated._file_id and delivered.file_row_number = outdated.file_row_number
    where outdated._file_id is null
)

select
    latest.external_userid_hash,
    latest.userid,
    latest.scope,
    latest.delivered_on,
    latest.corp_id,
    latest.unionid_hash,
    latest.contact_type,
    coalesce(
        added_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', added_at_local))
    ) as added_at,
    case latest.add_way
        when '0' then 'unknown'
        when '1' then 'scan'
        when '2' then 'phone_search'
        when '3' then 'card_share'
        when '4' then 'group_chat'
        when '5' then 'phone_book'
        when '6' then 'wechat_contact'
        when '8' then 'app_service'
        when '9' then 'email_search'
        when '10' then 'channels'
        when '11' then 'calendar'
        when '12' then 'meeting'
        when '13' then 'wechat_friend_wecom'
        when '14' then 'hardware'
        when '15' then 'door_service'
        when '16' then 'acquisition_link'
        when '17' then 'custom'
        when '18' then 'need_reply'
        when '21' then 'third_party_presales'
        when '22' then 'business_partner'
        when '24' then 'wechat_account'
        when '201' then 'internal_share'
        when '202' then 'admin_assigned'
        else 'other_' || latest.add_way
    end as add_way,
    latest.state,
    latest.oper_external_userid_hash is not null as is_added_by_customer,
    latest.remark_mobile_hashes,
    latest.tag_ids,
    latest.next_cursor is null as is_last_page,
    coalesce(page.is_of_several_staff, false) as is_of_several_staff
from latest
left join page on latest._file_id = page._file_id and latest.next_cursor = page.next_cursor
