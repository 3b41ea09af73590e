-- grain: experiment_id, member_uid. Members in an experiment by arm, from the day of assignment, and what
-- they did within the window: clicked content, joined, checked in or redeemed, brought others. By assignment,
-- whether reached or not. Whoever was assigned to two arms, as two numbers of one person, is in none.
with assigned as (
    select
        experiment_id,
        member_uid,
        arm,
        probability,
        assigned_on
    from "intermediate"."int_experiment__allocation"
    where member_uid is not null and unit not in ('household', 'community') and not is_crossover
),

openid as (
    select * from "identity"."int_identity__member_identifier" where identifier_type = 'openid'
),

done as (
    select
        openid.member_uid,
        app_event.business_date,
        'click' as kind
    from "staging"."stg_app_event" as app_event
    inner join openid on app_event.openid_hash = openid.identifier_hash
    where app_event.event = 'click'
    union all
    select
        member_uid,
        joined_on as business_date,
        'join' as kind
    from "lifecycle"."int_member__registration"
    union all
    select
        member_uid,
        business_date,
        'attend' as kind
    from "core"."fct_benefit"
    where state = 'redeemed'
    union all
    select
        member_uid,
        business_date,
        'attend' as kind
    from "intermediate"."int_visit__check_in"
    union all
    select
        referrer_member_uid as member_uid,
        referred_on as business_date,
        'invite' as kind
    from "intermediate"."int_referral__pair"
    where is_first
),

counted as (
    select
        assigned.experiment_id,
        assigned.member_uid,
        sum(case when done.kind = 'click' then 1 else 0 end) as clicks,
        sum(case when done.kind = 'join' then 1 else 0 end) as joins,
        sum(case when done.kind = 'attend' then 1 else 0 end) as attendances,
        sum(case when done.kind = 'invite' then 1 else 0 end) as invitees
    from assigned
    inner join done
        on
            assigned.member_uid = done.member_uid
            and assigned.assigned_on <= done.business_date
            and (assigned.assigned_on + 14) > done.business_date
    group by assigned.experiment_id, assigned.member_uid
),

anchor as (
    select * from "lifecycle"."int_member__anchor"
)

select
    concat(assigned.experiment_id, '|', assigned.member_uid) as experiment_person_id,
    assigned.experiment_id,
    assigned.member_uid,
    concat(assigned.experiment_id, ':', assigned.arm) as arm,
    anchor.home_mall_id as mall_id,
    assigned.assigned_on,
    cast(round(assigned.probability * 1000000) as bigint) as probability_ppm,
    coalesce(counted.clicks > 0, false) as has_clicked,
    coalesce(counted.joins > 0, false) as has_joined,
    coalesce(counted.attendances > 0, false) as has_attended,
    cast(coalesce(counted.invitees, 0) as bigint) as invitees
from assigned
left join counted
    on assigned.experiment_id = counted.experiment_id and assigned.member_uid = counted.member_uid
left join anchor on assigned.member_uid = anchor.member_uid
