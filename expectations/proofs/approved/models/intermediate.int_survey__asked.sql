-- grain: event_id, guest_id. Who was at an event and could have answered its surveys, and what they answered.
-- An answer of somebody who was not seen there is a row as well. The first answer of a kind counts.
with member_identifier as (
    select * from "identity"."int_identity__member_identifier"
),

answer as (
    select
        survey.event_id,
        coalesce(member_identifier.member_uid, survey.identifier_hash) as guest_id,
        survey.kind,
        min_by(survey.score, row(survey.answered_at, survey.survey_id)) as score,
        min(survey.business_date) as answered_on,
        min(survey.mall_id) as mall_id
    from "staging"."stg_survey" as survey
    left join member_identifier
        on
            survey.identifier_type = member_identifier.identifier_type
            and survey.identifier_hash = member_identifier.identifier_hash
            and coalesce(survey.answered_at, timestamp '9999-12-30') >= member_identifier.valid_from
            and coalesce(survey.answered_at, timestamp '9999-12-30') < member_identifier.valid_to
    where survey.event_id is not null and survey.business_date <= (select as_of_date from "control"."run")
    group by survey.event_id, coalesce(member_identifier.member_uid, survey.identifier_hash), survey.kind
),

answered as (
    select
        event_id,
        guest_id,
        min(mall_id) as mall_id,
        min(answered_on) as answered_on,
        max(case when kind = 'nps' then score end) as nps_score,
        max(case when kind = 'csat' then score end) as csat_score
    from answer
    group by event_id, guest_id
),

guest as (
    select * from "core"."fct_event_attendance" where checked_in_at is not null
),

event as (
    select * from "core"."dim_event" where is_last_known
)

select
    coalesce(guest.event_id, answered.event_id) as event_id,
    coalesce(guest.guest_id, answered.guest_id) as guest_id,
    coalesce(guest.mall_id, event.mall_id, answered.mall_id) as mall_id,
    coalesce(cast(timezone('Asia/Shanghai', timezone('UTC', guest.checked_in_at)) as date), answered.answered_on) as asked_on,
    answered.answered_on,
    guest.guest_id is not null as is_guest,
    guest.guest_id is not null and answered.guest_id is not null as is_guest_answering,
    answered.nps_score,
    answered.csat_score,
    case
        when answered.nps_score >= 9 then 1
        when answered.nps_score <= 6 then -1
        when answered.nps_score is not null then 0
    end as nps_balance
from guest
full outer join answered
    on guest.event_id = answered.event_id and guest.guest_id = answered.guest_id
left join event on coalesce(guest.event_id, answered.event_id) = event.event_id
