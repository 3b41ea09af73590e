-- grain: chat_id, member_id, spell_no. A customer's time in a group, by business day, with what followed the
-- joining: welcome and coupon on the clock, silence in days. Flags are facts as of today.
with membership as (
    select * from "core"."fct_group_membership"
    where member_type = 'customer' and joined_at is not null
),

clock as (
    select * from "staging"."stg_master__clock" where object_type = 'mall'
),

stay as (
    select
        membership.chat_id,
        membership.member_id,
        membership.spell_no,
        membership.member_uid,
        coalesce(membership.member_uid, membership.member_id) as person_id,
        membership.mall_id,
        membership.joined_at,
        membership.left_at,
        cast(timezone(coalesce(clock.timezone, 'Asia/Shanghai'), timezone('UTC', membership.joined_at)) - coalesce(clock.business_day_cut_hour, 0) * interval '1' hour as date) as joined_on,
        cast(timezone(coalesce(clock.timezone, 'Asia/Shanghai'), timezone('UTC', membership.left_at)) - coalesce(clock.business_day_cut_hour, 0) * interval '1' hour as date) as left_on,
        -- A time begun anew had no end that anybody saw; who was removed or lost the group did not quit.
        coalesce(membership.how in ('left', 'left_or_removed', 'unseen'), false) as is_quit
    from membership
    left join clock on membership.mall_id = clock.object_id
),

-- What staff and robots wrote in a group, where the archive has it. A group of which it has none of that
-- tells nothing of welcomes.
told as (
    select
        room_id as chat_id,
        sent_at
    from "staging"."stg_wecom_chat_meta"
    where room_id is not null and action = 'send' and sender_type in ('staff', 'robot')
),

told_chat as (
    select distinct chat_id from told
),

welcomed as (
    select distinct
        stay.chat_id,
        stay.member_id,
        stay.spell_no
    from stay
    inner join told
        on
            stay.chat_id = told.chat_id
            and stay.joined_at <= told.sent_at
            and told.sent_at < stay.joined_at + interval '1' minute * 5
),

rewarded as (
    select distinct
        stay.chat_id,
        stay.member_id,
        stay.spell_no
    from stay
    inner join "core"."fct_benefit" as benefit
        on
            stay.member_uid = benefit.member_uid
            and benefit.state = 'issued'
            and stay.joined_at <= benefit.state_at
            and benefit.state_at < stay.joined_at + interval '1' hour * 24
),

spoke as (
    select distinct
        stay.chat_id,
        stay.member_id,
        stay.spell_no
    from stay
    inner join "core"."fct_interaction" as interaction
        on
            stay.person_id = coalesce(interaction.member_uid, interaction.identifier_hash)
            and stay.joined_at <= interaction.occurred_at
            and interaction.business_date < (stay.joined_on + 14)
)

select
    stay.*,
    told_chat.chat_id is not null as is_welcome_known,
    welcomed.chat_id is not null as is_welcomed_in_time,
    rewarded.chat_id is not null as is_coupon_issued,
    spoke.chat_id is null as is_silent
from stay
left join told_chat on stay.chat_id = told_chat.chat_id
left join welcomed
    on
        stay.chat_id = welcomed.chat_id
        and stay.member_id = welcomed.member_id
        and stay.spell_no = welcomed.spell_no
left join rewarded
    on
        stay.chat_id = rewarded.chat_id
        and stay.member_id = rewarded.member_id
        and stay.spell_no = rewarded.spell_no
left join spoke
    on
        stay.chat_id = spoke.chat_id
        and stay.member_id = spoke.member_id
        and stay.spell_no = spoke.spell_no
