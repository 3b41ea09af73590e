-- grain: member_uid, business_date. A day on which a member took part in bringing others: passed content on,
-- took a referral task, or was named as referrer. Whether a share led somebody else to sign up no feed tells;
-- what is known is whether the one who shared signed up.
with openid as (
    select * from "identity"."int_identity__member_identifier" where identifier_type = 'openid'
),

referral_task as (
    select distinct task_id
    from "core"."dim_task"
    where kind = 'referral'
),

pair as (
    select * from "intermediate"."int_referral__pair" where is_first
),

took_part as (
    select
        openid.member_uid,
        app_event.business_date,
        app_event.mall_id,
        case when app_event.event = 'share' then 1 else 0 end as shares,
        0 as invitees,
        0 as valid_invitees
    from "staging"."stg_app_event" as app_event
    inner join openid on app_event.openid_hash = openid.identifier_hash
    left join referral_task on app_event.task_id = referral_task.task_id
    where
        app_event.business_date <= (select as_of_date from "control"."run")
        and (
            app_event.event = 'share'
            or (app_event.event = 'task_accept' and referral_task.task_id is not null)
        )
    union all
    select
        referrer_member_uid as member_uid,
        referred_on as business_date,
        mall_id,
        0 as shares,
        1 as invitees,
        case when is_valid then 1 else 0 end as valid_invitees
    from pair
),

participation as (
    select
        member_uid,
        business_date,
        min(mall_id) as mall_id,
        sum(shares) as shares,
        sum(invitees) as invitees,
        sum(valid_invitees) as valid_invitees
    from took_part
    where member_uid is not null
    group by member_uid, business_date
),

signup as (
    select distinct
        member_uid,
        cast(timezone('Asia/Shanghai', timezone('UTC', signed_up_at)) as date) as signed_up_on
    from "core"."fct_event_attendance"
    where member_uid is not null and signed_up_at is not null
),

followed as (
    select distinct
        participation.member_uid,
        participation.business_date
    from participation
    inner join signup
        on
            participation.member_uid = signup.member_uid
            and participation.business_date <= signup.signed_up_on
            and (participation.business_date + 7) > signup.signed_up_on
    where participation.shares > 0
)

select
    concat(participation.member_uid, '|', cast(participation.business_date as varchar)) as participation_id,
    participation.member_uid,
    participation.business_date,
    participation.mall_id,
    cast(participation.shares as bigint) as shares,
    cast(participation.invitees as bigint) as invitees,
    cast(participation.valid_invitees as bigint) as valid_invitees,
    followed.member_uid is not null as has_signup_7d
from participation
left join followed
    on
        participation.member_uid = followed.member_uid
        and participation.business_date = followed.business_date
