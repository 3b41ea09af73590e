-- One row per external_userid_hash, userid and added_at: from when until when snapshots show a
-- friendship. It is absent when a later snapshot that should hold it does not. One that shows again with
-- the same time of adding had never ended: a page was missing. A staff whom two pulls in a row lack has
-- no friends.

with staff_page as (
    select
        coalesce(corp_id, '') as corp,
        userid,
        delivered_on,
        bool_or(is_last_page) as has_last_page,
        bool_or(is_of_several_staff) as is_of_several_staff
    from "staging"."stg_wecom_contact"
    where scope = 'staff'
    group by coalesce(corp_id, ''), userid, delivered_on
),

corp_day as (
    select
        corp,
        delivered_on,
        bool_or(has_last_page) as has_last_page
    from staff_page
    group by corp, delivered_on
),

-- Lists come in pages, and a list without its last page proves nobody's absence. Where one list is of several
-- staff, its last page need not hold customers of each.
staff_day as (
    select
        staff_page.corp,
        staff_page.userid,
        staff_page.delivered_on
    from staff_page
    inner join corp_day
        on staff_page.corp = corp_day.corp and staff_page.delivered_on = corp_day.delivered_on
    where staff_page.has_last_page or (staff_page.is_of_several_staff and corp_day.has_last_page)
),

customer_day as (
    select
        external_userid_hash,
        delivered_on
    from "staging"."stg_wecom_contact"
    where scope = 'customer'
    group by external_userid_hash, delivered_on
    having bool_or(is_last_page)
),

stay as (
    select
        external_userid_hash,
        userid,
        added_at,
        max(coalesce(corp_id, '')) as corp,
        min(delivered_on) as first_seen_on,
        max(delivered_on) as last_seen_on,
        max_by(add_way, delivered_on) as add_way,
        max_by(state, delivered_on) as state,
        bool_or(is_added_by_customer) as is_added_by_customer
    from "staging"."stg_wecom_contact"
    group by external_userid_hash, userid, added_at
),

stay_end as (
    select distinct
        corp,
        userid,
        last_seen_on
    from stay
),

next_staff_day as (
    select
        stay_end.corp,
        stay_end.userid,
        stay_end.last_seen_on,
        min(staff_day.delivered_on) as next_on
    from stay_end
    inner join staff_day
        on
            stay_end.corp = staff_day.corp
            and stay_end.userid = staff_day.userid
            and stay_end.last_seen_on < staff_day.delivered_on
    group by stay_end.corp, stay_end.userid, stay_end.last_seen_on
),

next_customer_day as (
    select
        stay.external_userid_hash,
        stay.userid,
        stay.added_at,
        min(customer_day.delivered_on) as next_on
    from stay
    inner join customer_day
        on
            stay.external_userid_hash = customer_day.external_userid_hash
            and stay.last_seen_on < customer_day.delivered_on
    group by stay.external_userid_hash, stay.userid, stay.added_at
),

pulled as (
    select
        corp,
        userid as scope_id,
        delivered_on
    from staff_page
),

pull_size as (
    select
        corp,
        delivered_on,
        count(distinct scope_id) as scopes
    from pulled
    group by corp, delivered_on
),

sized_pull as (
    select
        *,
        max(scopes) over (partition by corp order by delivered_on) as most_scopes
    from pull_size
),

scope_end as (
    select
        corp,
        scope_id,
        max(delivered_on) as last_on
    from pulled
    group by corp, scope_id
),

gone_scope as (
    select
        scope_end.corp,
        scope_end.scope_id,
        scope_end.last_on,
        min(sized_pull.delivered_on) as first_absent_on
    from scope_end
    inner join sized_pull
        on
            scope_end.corp = sized_pull.corp
            and scope_end.last_on < sized_pull.delivered_on
            and sized_pull.scopes * 2 >= sized_pull.most_scopes
    group by scope_end.corp, scope_end.scope_id, scope_end.last_on
    having count(*) > 1
),

final as (
    select
        stay.external_userid_hash,
        stay.userid,
        stay.added_at,
        stay.add_way,
        stay.state,
        stay.is_added_by_customer,
        stay.first_seen_on,
        stay.last_seen_on,
        least(
            coalesce(next_staff_day.next_on, gone_scope.first_absent_on), next_customer_day.next_on
        ) as first_absent_on
    from stay
    left join next_staff_day
        on
            stay.corp = next_staff_day.corp
            and stay.userid = next_staff_day.userid
            and stay.last_seen_on = next_staff_day.last_seen_on
    left join gone_scope
        on
            stay.corp = gone_scope.corp
            and stay.userid = gone_scope.scope_id
            and stay.last_seen_on >= gone_scope.last_on
            and stay.last_seen_on < gone_scope.first_absent_on
    left join next_customer_day
        on
            stay.external_userid_hash = next_customer_day.external_userid_hash
            and stay.userid = next_customer_day.userid
            and stay.added_at = next_customer_day.added_at
)

select * from final
