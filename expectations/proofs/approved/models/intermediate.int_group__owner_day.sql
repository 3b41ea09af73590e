-- grain: owner_userid, business_date. What WeCom counts of the groups of an owner: members, and how many of
-- them wrote. It names nobody, and is all that is known where there is no archive.
with stat as (
    select * from "staging"."stg_wecom_group_stat"
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
