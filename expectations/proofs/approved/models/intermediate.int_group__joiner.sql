-- grain: chat_id, member_id, spell_no. Who joined a group, and whether still in it, or still reachable at
-- all, at the end of the seventh day after. Somebody who is no known member can only be known to be reachable
-- by that group.
with stay as (
    select * from "intermediate"."int_group__stay"
),

reachable as (
    select * from "intermediate"."int_member__reachable_interval"
),

aged as (
    select
        chat_id,
        member_id,
        spell_no,
        member_uid,
        mall_id,
        joined_on,
        coalesce(left_on > (joined_on + 7), true) as is_in_group_7d
    from stay
)

select
    aged.chat_id,
    aged.member_id,
    aged.spell_no,
    aged.mall_id,
    aged.joined_on,
    aged.is_in_group_7d,
    aged.is_in_group_7d or reachable.member_uid is not null as is_reachable_7d
from aged
left join reachable
    on
        aged.member_uid = reachable.member_uid
        and (aged.joined_on + 7) >= reachable.valid_from
        and (aged.joined_on + 7) < reachable.valid_to
