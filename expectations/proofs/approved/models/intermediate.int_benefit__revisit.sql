-- grain: member_uid, month_start. A member who redeemed in the month before and is to be revisited in this
-- one: whether somebody wrote or rang alone, what the member said of satisfaction, and whether declared tags
-- changed.
with eligible as (
    select
        member_uid,
        cast(date_trunc('month', business_date) + interval '1' month as date) as month_start,
        max_by(mall_id, struct_pack(state_at := state_at, coupon_code := coupon_code)) as mall_id
    from "core"."fct_benefit"
    where state = 'redeemed' and member_uid is not null
    group by member_uid, date_trunc('month', business_date)
),

due as (
    select * from eligible where month_start <= (select as_of_date from "control"."run")
),

send as (
    select
        coalesce(member_uid, identifier_hash) as person_id,
        channel,
        coalesce(is_manual, false) as is_manual,
        coalesce(sent_at, planned_at) as sent_at,
        business_date
    from "core"."fct_outreach"
    where is_reached and chat_id is null and coalesce(member_uid, identifier_hash) is not null
    union all
    select
        coalesce(member_identifier.member_uid, message.receiver_external_userid_hashes[1]) as person_id,
        'archive' as channel,
        message.sender_type = 'staff' as is_manual,
        message.sent_at,
        cast(timezone('Asia/Shanghai', timezone('UTC', message.sent_at)) as date) as business_date
    from "staging"."stg_wecom_chat_meta" as message
    left join "identity"."int_identity__member_identifier" as member_identifier
        on
            member_identifier.identifier_type = 'external_userid'
            and message.receiver_external_userid_hashes[1] = member_identifier.identifier_hash
    where
        message.room_id is null
        and message.action = 'send'
        and message.sender_type in ('staff', 'robot')
        and message.receiver_external_userid_hashes[1] is not null
),

contacted as (
    select distinct
        person_id as member_uid,
        cast(date_trunc('month', business_date) as date) as month_start
    from send
    where channel in ('private_chat','call','archive') and business_date <= (select as_of_date from "control"."run")
),

member_identifier as (
    select * from "identity"."int_identity__member_identifier"
),

answered as (
    select
        member_identifier.member_uid,
        cast(date_trunc('month', survey.business_date) as date) as month_start,
        count(*) as answers,
        sum(survey.score) as points
    from "staging"."stg_survey" as survey
    inner join member_identifier
        on
            survey.identifier_type = member_identifier.identifier_type
            and survey.identifier_hash = member_identifier.identifier_hash
            and coalesce(survey.answered_at, timestamp '9999-12-30') >= member_identifier.valid_from
            and coalesce(survey.answered_at, timestamp '9999-12-30') < member_identifier.valid_to
    where survey.kind = 'csat' and survey.business_date <= (select as_of_date from "control"."run")
    group by member_identifier.member_uid, date_trunc('month', survey.business_date)
),

tag_day as (
    select
        member_uid,
        unnest([valid_from, valid_to]) as changed_on
    from "intermediate"."int_tag__interval"
    where tag_source = 'declared'
),

tagged as (
    select distinct
        member_uid,
        cast(date_trunc('month', changed_on) as date) as month_start
    from tag_day
    where changed_on <= (select as_of_date from "control"."run")
)

select
    concat(due.member_uid, '|', cast(due.month_start as varchar)) as revisit_id,
    due.member_uid,
    due.month_start,
    due.mall_id,
    contacted.member_uid is not null as is_contacted,
    coalesce(answered.answers, 0) as csat_answers,
    cast(coalesce(answered.points, 0) as double) as csat_points,
    tagged.member_uid is not null as has_tag_change
from due
left join contacted on due.member_uid = contacted.member_uid and due.month_start = contacted.month_start
left join answered on due.member_uid = answered.member_uid and due.month_start = answered.month_start
left join tagged on due.member_uid = tagged.member_uid and due.month_start = tagged.month_start
