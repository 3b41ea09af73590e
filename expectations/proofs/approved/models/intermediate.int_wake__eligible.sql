-- grain: member_uid, wake_rule, eligible_on. The first day on which a gap of a rule is reached: nothing of
-- the rule's kind on the gap_days dates since the last sign, that day included. Whether an offer may go
-- out, whether the member is in a control group, and whether the member was on site on d+1 to d+N.
with buyer as (
    select
        member_uid,
        min(business_date) as first_order_on
    from "core"."fct_order_line"
    where not is_cancelled and member_uid is not null
    group by member_uid
),

sign as (
    select
        'visit' as basis,
        member_uid,
        business_date
    from "lifecycle"."int_member__event_day"
    where visit_days > 0 or joins > 0
    union all
    select
        'interaction' as basis,
        member_uid,
        business_date
    from "lifecycle"."int_member__event_day"
    where interaction_days > 0 or joins > 0
    union all
    select distinct
        'community' as basis,
        ordered.member_uid,
        ordered.business_date
    from "core"."fct_order_line" as ordered
    where not ordered.is_cancelled and ordered.member_uid is not null
    union
    select
        'community' as basis,
        active.member_uid,
        active.business_date
    from "lifecycle"."int_member__event_day" as active
    inner join buyer
        on active.member_uid = buyer.member_uid and active.business_date >= buyer.first_order_on
    where active.interaction_days > 0
),

spaced as (
    select
        basis,
        member_uid,
        business_date,
        lead(business_date) over (partition by basis, member_uid order by business_date) as next_sign_on
    from sign
),

reached as (
    select
        spaced.member_uid,
        rule.wake_rule,
        (spaced.business_date + rule.gap_days) as eligible_on
    from spaced
    inner join "lifecycle"."wake_rule" as rule on spaced.basis = rule.basis
    inner join "lifecycle"."int_member__anchor" as anchor on spaced.member_uid = anchor.member_uid
    where
        (spaced.business_date + rule.gap_days) <= (select as_of_date from "control"."run")
        and (
            spaced.next_sign_on is null
            or spaced.next_sign_on > (spaced.business_date + rule.gap_days)
        )
        and (
            rule.basis = 'community'
            or anchor.joined_on <= (spaced.business_date + rule.gap_days)
        )
),

send as (
    select
        reached.member_uid,
        reached.wake_rule,
        reached.eligible_on,
        bool_or(sent.business_date < reached.eligible_on) as has_cooldown,
        bool_or(sent.business_date >= reached.eligible_on) as is_offered
    from reached
    inner join "intermediate"."int_wake__send" as sent
        on
            reached.member_uid = sent.member_uid
            and sent.business_date >= (reached.eligible_on + -30)
            and sent.business_date < (reached.eligible_on + 14)
    group by reached.member_uid, reached.wake_rule, reached.eligible_on
),

assigned as (
    select
        reached.member_uid,
        reached.wake_rule,
        reached.eligible_on,
        bool_or(assignment.arm = 'control') as is_control
    from reached
    inner join "intermediate"."int_wake__assignment" as assignment
        on
            reached.member_uid = assignment.member_uid
            and reached.eligible_on >= assignment.valid_from
            and reached.eligible_on < assignment.valid_to
    group by reached.member_uid, reached.wake_rule, reached.eligible_on
),

returned as (
    select distinct
        reached.member_uid,
        reached.wake_rule,
        reached.eligible_on
    from reached
    inner join "lifecycle"."int_member__event_day" as visit
        on
            reached.member_uid = visit.member_uid
            and reached.eligible_on < visit.business_date
            and (reached.eligible_on + 14) >= visit.business_date
    where visit.visit_days > 0
)

select
    reached.member_uid,
    reached.wake_rule,
    reached.eligible_on,
    coalesce(anchor.home_mall_id, 'unknown') as mall_id,
    (reached.eligible_on + 14) as matures_on,
    coalesce(send.has_cooldown, false) as has_cooldown,
    coalesce(send.is_offered, false) as is_offered,
    case
        when assigned.member_uid is null then 'none'
        when assigned.is_control then 'control'
        else 'treat'
    end as wake_arm,
    returned.member_uid is not null as has_returned
from reached
inner join "lifecycle"."int_member__anchor" as anchor on reached.member_uid = anchor.member_uid
left join send
    on
        reached.member_uid = send.member_uid
        and reached.wake_rule = send.wake_rule
        and reached.eligible_on = send.eligible_on
left join assigned
    on
        reached.member_uid = assigned.member_uid
        and reached.wake_rule = assigned.wake_rule
        and reached.eligible_on = assigned.eligible_on
left join returned
    on
        reached.member_uid = returned.member_uid
        and reached.wake_rule = returned.wake_rule
        and reached.eligible_on = returned.eligible_on
