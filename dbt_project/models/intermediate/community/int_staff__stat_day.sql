-- grain: userid, business_date. How a staff was in touch with customers on a day, as WeCom counts, at the
-- mall of the staff.
with stat as (
    select * from {{ ref('stg_wecom_staff_stat') }}
    where stat_on <= {{ as_of_date() }}
),

staff as (
    {{ last_known(ref('stg_master__staff'), 'staff_id') }}
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
