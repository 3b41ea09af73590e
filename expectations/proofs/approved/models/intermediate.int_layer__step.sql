-- grain: member_uid, entered_on. A member coming into a layer, the step that the layer asks for, and
-- whether it was taken on d to d+N-1; a visit counts on d+1 to d+N, since the layer may have begun with
-- one.
with entry as (
    select
        layer_interval.member_uid,
        layer_interval.valid_from as entered_on,
        layer_interval.layer,
        layer_name.next_best_step as step
    from "lifecycle"."int_member__layer_interval" as layer_interval
    inner join "lifecycle"."lifecycle_layer" as layer_name on layer_interval.layer = layer_name.layer
    qualify
        coalesce(
            lag(layer_interval.layer) over (
                partition by layer_interval.member_uid order by layer_interval.valid_from
            ) <> layer_interval.layer,
            true
        )
),

taken as (
    select
        member_uid,
        'join' as step,
        joined_on as taken_on
    from "lifecycle"."int_member__anchor"
    where joined_on is not null
    union all
    select distinct
        member_uid,
        'claim_coupon' as step,
        base_on as taken_on
    from "lifecycle"."int_benefit__coupon"
    where member_uid is not null
    union all
    select distinct
        member_uid,
        'sign_up' as step,
        business_date as taken_on
    from "core"."fct_interaction"
    where kind = 'sign_up' and member_uid is not null
    union all
    select
        member_uid,
        'visit' as step,
        (business_date + -1) as taken_on
    from "lifecycle"."int_member__event_day"
    where visit_days > 0
    union all
    select distinct
        referrer_member_uid as member_uid,
        'refer' as step,
        valid_on as taken_on
    from "lifecycle"."int_member__referral"
    union all
    select distinct
        member_uid,
        'return_offer' as step,
        business_date as taken_on
    from "intermediate"."int_benefit__state"
    where state = 'redeemed' and member_uid is not null
),

done as (
    select distinct
        entry.member_uid,
        entry.entered_on
    from entry
    inner join taken
        on
            entry.member_uid = taken.member_uid
            and entry.step = taken.step
            and entry.entered_on <= taken.taken_on
            and taken.taken_on < (entry.entered_on + 14)
)

select
    entry.member_uid,
    entry.entered_on,
    coalesce(anchor.home_mall_id, 'unknown') as mall_id,
    entry.layer,
    entry.step,
    (entry.entered_on + 14) as matures_on,
    done.member_uid is not null as is_done
from entry
inner join "lifecycle"."int_member__anchor" as anchor on entry.member_uid = anchor.member_uid
left join done on entry.member_uid = done.member_uid and entry.entered_on = done.entered_on
