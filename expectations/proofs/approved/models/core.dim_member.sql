-- grain: member_uid. Every member as known on the as-of day.
with member as (
    select distinct member_uid
    from "identity"."int_identity__member_identifier"
    where member_uid is not null
),

anchor as (
    select * from "lifecycle"."int_member__anchor"
),

layer_now as (
    select * from "lifecycle"."int_member__layer_interval" where is_current
),

stage_now as (
    select * from "lifecycle"."int_member__stage_interval" where is_current
),

value_now as (
    select * from "lifecycle"."int_member__high_value_interval" where is_current
),

ring_now as (
    select * from "lifecycle"."int_member__ring_interval" where is_current
),

tier_now as (
    select * from "lifecycle"."int_member__tier_interval" where is_current
),

rfm_now as (
    select * from "lifecycle"."int_member__rfm_month_end" where is_as_of
),

preference_now as (
    select * from "lifecycle"."int_member__category_preference_month_end" where is_as_of
),

potential_now as (
    select * from "intermediate"."int_member__potential_month_end" where is_as_of
),

reachable as (
    select * from "intermediate"."int_member__reachable_interval"
),

reachable_now as (
    select member_uid from reachable
    where valid_to > (select as_of_date from "control"."run")
),

-- Without a channel of anybody the feeds are not there, and nothing is known.
channel as (
    select count(*) > 0 as is_known from reachable
)

select
    member.member_uid,
    anchor.home_mall_id,
    anchor.joined_at,
    anchor.joined_on,
    anchor.first_entry_id,
    anchor.first_visit_on as first_visit_date,
    anchor.first_purchase_on as first_purchase_date,
    stage_now.stage as lifecycle_stage,
    layer_now.layer as behaviour_layer,
    layer_now.silence,
    layer_now.conversion_layer,
    ring_now.ring,
    rfm_now.segment as rfm_segment,
    rfm_now.r,
    rfm_now.r_visit,
    rfm_now.f,
    rfm_now.m,
    rfm_now.r_score,
    rfm_now.f_score,
    rfm_now.m_score,
    coalesce(value_now.is_high_value, false) as is_high_value,
    case when channel.is_known then reachable_now.member_uid is not null end as is_reachable,
    tier_now.tier,
    preference_now.category as preferred_category,
    layer_name.next_best_step,
    potential_now.score as potential_score,
    coalesce(potential_now.is_high_potential, false) as is_high_potential
from member
cross join channel
left join anchor on member.member_uid = anchor.member_uid
left join layer_now on member.member_uid = layer_now.member_uid
left join "lifecycle"."lifecycle_layer" as layer_name on layer_now.layer = layer_name.layer
left join stage_now on member.member_uid = stage_now.member_uid
left join value_now on member.member_uid = value_now.member_uid
left join ring_now on member.member_uid = ring_now.member_uid
left join tier_now on member.member_uid = tier_now.member_uid
left join rfm_now on member.member_uid = rfm_now.member_uid
left join preference_now on member.member_uid = preference_now.member_uid
left join potential_now on member.member_uid = potential_now.member_uid
left join reachable_now on member.member_uid = reachable_now.member_uid
