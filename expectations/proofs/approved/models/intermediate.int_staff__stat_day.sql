-- grain: userid, business_date. How a staff was in touch with customers on a day, as WeCom counts, at the
-- mall of the staff.
with stat as (
    select * from "staging"."stg_wecom_staff_stat"
    where stat_on <= (select as_of_date from "control"."run")
),

staff as (
    select *
    from (
        select
            *,
            row_number() over (partition by staff_id order by delivered_on desc) as recency
        from "staging"."stg_master__staff"
    ) as by_recency
    where recency = 1
)

select
    stat.userid,
    stat.stat_on as business_date,
    staff.mall_id,
    stat.chat_count as chats,
    stat.message_count as messages,
    stat.new_apply_count as new_applications,
    stat.new_contact_count as new_contacts,
    stat.negative_feedback_count as negative_feedback
from stat
left join staff on stat.userid = staff.staff_id
