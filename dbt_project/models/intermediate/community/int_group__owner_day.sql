-- grain: owner_userid, business_date. What WeCom counts of the groups of an owner: members, and how many of
-- them wrote. It names nobody, and is all that is known where there is no archive.
with stat as (
    select * from {{ ref('stg_wecom_group_stat') }}
    where stat_on <= {{ as_of_date() }}
),

staff as (
    {{ last_known(ref('stg_master__staff'), 'staff_id') }}
)

select
    stat.owner_userid,
    stat.stat_on as business_date,
    staff.mall_id,
    stat.member_count as members,
    stat.active_member_count as writing_members,
    stat.message_count as messages,
    stat.chat_count as groups,
    stat.active_chat_count as active_groups
from stat
left join staff on stat.owner_userid = staff.staff_id
