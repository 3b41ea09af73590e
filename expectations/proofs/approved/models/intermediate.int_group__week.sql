-- grain: chat_id, week_start. A group in an ISO week: its members and who of them interacted, who quit, what
-- it was sent and whether that kept the rhythm. Rhythm is judged of weeks that the group stood through.
-- Before the first send nobody had told what groups were sent.
with known as (
    select min(business_date) as first_send_on from "core"."fct_outreach"
),

day as (
    select
        *,
        cast(date_trunc('week', business_date) as date) as week_start
    from "intermediate"."int_group__day"
),

week as (
    select
        chat_id,
        week_start,
        any_value(mall_id) as mall_id,
        any_value(group_type) as group_type,
        any_value(owner_userid) as owner_userid,
        max_by(members, business_date) as members_at_end,
        sum(members) as member_days,
        sum(quits) as quits,
        sum(joined) as joined,
        sum(message_count) as messages,
        max(message_count) as messages_on_fullest_day,
        count(*) filter (where is_over_warn) as days_over_warn,
        count(*) filter (where is_over_limit) as days_over_limit,
        count(*) filter (where members > 0) = 7
        and coalesce(week_start >= any_value(known.first_send_on), false) as is_whole_week
    from day
    cross join known
    group by chat_id, week_start
),

content as (
    select * from "core"."dim_content" where is_last_known
),

piece as (
    select
        send.chat_id,
        cast(date_trunc('week', send.business_date) as date) as week_start,
        count(distinct send.content_id) as core_pieces,
        count(distinct case when content.kind = 'light_task' then send.content_id end) as light_interactions,
        bool_or(content.kind = 'seeding') as has_seeding,
        bool_or(content.kind = 'benefit') as has_benefit,
        bool_or(content.kind = 'event_notice') as has_event_notice
    from "core"."fct_outreach" as send
    inner join content on send.content_id = content.content_id
    where send.chat_id is not null and send.is_reached
    group by send.chat_id, week_start
),

in_week as (
    select distinct
        week.chat_id,
        week.week_start,
        stay.person_id,
        greatest(stay.joined_on, week.week_start) as from_on,
        least(coalesce(stay.left_on, date '9999-12-31'), (week.week_start + 6)) as to_on
    from week
    inner join "intermediate"."int_group__stay" as stay
        on
            week.chat_id = stay.chat_id
            and stay.joined_on <= (week.week_start + 6)
            and coalesce(stay.left_on, date '9999-12-31') >= week.week_start
),

activity as (
    select distinct
        coalesce(member_uid, identifier_hash) as person_id,
        business_date
    from "core"."fct_interaction"
),

engaged as (
    select
        in_week.chat_id,
        in_week.week_start,
        count(distinct in_week.person_id) as members,
        count(distinct case when activity.person_id is not null then in_week.person_id end)
            as interacting_members
    from in_week
    left join activity
        on
            in_week.person_id = activity.person_id
            and in_week.from_on <= activity.business_date
            and in_week.to_on >= activity.business_date
    group by in_week.chat_id, in_week.week_start
),

interest as (
    select * from "intermediate"."group_interest"
),

tag as (
    select
        stay.external_userid_hash as member_id,
        interest.group_type,
        stay.first_seen_on,
        stay.removed_by_on
    from "intermediate"."int_wecom__tag_stay" as stay
    inner join "staging"."stg_wecom_tag" as tag on stay.tag_id = tag.tag_id
    inner join interest on tag.group_name = interest.tag_group and tag.tag_name = interest.tag_name
),

matched as (
    select
        week.chat_id,
        week.week_start,
        count(distinct stay.member_id) as fitting_members
    from week
    inner join "intermediate"."int_group__stay" as stay
        on
            week.chat_id = stay.chat_id
            and stay.joined_on <= (week.week_start + 6)
            and coalesce(stay.left_on > (week.week_start + 6), true)
    inner join tag
        on
            stay.member_id = tag.member_id
            and week.group_type = tag.group_type
            and tag.first_seen_on <= (week.week_start + 6)
            and coalesce(tag.removed_by_on > (week.week_start + 6), true)
    group by week.chat_id, week.week_start
),

crowd as (
    select distinct group_type from interest
),

archived as (
    select distinct room_id as chat_id from "staging"."stg_wecom_chat_meta"
    where room_id is not null
)

select
    week.*,
    case when week.days_over_limit > 0 then 'over' else 'within' end as cap_state,
    case when archived.chat_id is not null then 'archive' else 'without_archive' end as method,
    engaged.members,
    engaged.interacting_members,
    coalesce(piece.core_pieces, 0) as core_pieces,
    coalesce(piece.light_interactions, 0) as light_interactions,
    coalesce(piece.has_seeding, false) as has_seeding,
    coalesce(piece.has_benefit, false) as has_benefit,
    coalesce(piece.has_event_notice, false) as has_event_notice,
    crowd.group_type is not null as is_crowd_group,
    coalesce(matched.fitting_members, 0) as fitting_members,
    week.is_whole_week
    and coalesce(piece.core_pieces, 0) between 2
    and 3 as is_core_rhythm_kept,
    week.is_whole_week and crowd.group_type is not null
    and coalesce(piece.has_seeding and piece.has_benefit and piece.has_event_notice, false)
        as is_crowd_rhythm_kept,
    week.is_whole_week and coalesce(week.group_type = 'new_member', false)
    and coalesce(piece.light_interactions, 0) >= 2
        as is_light_rhythm_kept
from week
inner join engaged on week.chat_id = engaged.chat_id and week.week_start = engaged.week_start
left join piece on week.chat_id = piece.chat_id and week.week_start = piece.week_start
left join crowd on week.group_type = crowd.group_type
left join matched on week.chat_id = matched.chat_id and week.week_start = matched.week_start
left join archived on week.chat_id = archived.chat_id
