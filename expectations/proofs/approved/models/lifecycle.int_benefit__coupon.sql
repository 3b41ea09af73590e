-- grain: coupon_code. A coupon on the day it was claimed, or issued where claiming is not a step of it, and
-- what became of it. Validity is valid_days dates, the first of them the day of the claim. A coupon that the
-- ledger shows only as redeemed has no such day and belongs to no cohort, so it is not here.
with coupon_state as (
    select * from "intermediate"."int_benefit__state"
),

issued as (
    select * from coupon_state where state = 'issued'
),

claimed as (
    select * from coupon_state where state = 'claimed'
),

redeemed as (
    select * from coupon_state where state = 'redeemed'
),

coupon as (
    select
        coalesce(claimed.coupon_code, issued.coupon_code) as coupon_code,
        coalesce(claimed.benefit_id, issued.benefit_id) as benefit_id,
        coalesce(claimed.campaign_id, issued.campaign_id) as campaign_id,
        coalesce(claimed.member_uid, issued.member_uid, redeemed.member_uid) as member_uid,
        coalesce(claimed.mall_id, issued.mall_id) as mall_id,
        coalesce(
            list_contains(
                string_split('birthday,care', ','),
                coalesce(claimed.benefit_trigger, issued.benefit_trigger)
            ),
            false
        ) as is_care,
        -- The first day counts, and a benefit without days of validity holds for that day.
        case
            when coalesce(claimed.valid_days, issued.valid_days) < 1 then 0
            else coalesce(claimed.valid_days, issued.valid_days) - 1
        end as days_after_first,
        issued.business_date as issued_on,
        claimed.business_date as claimed_on,
        coalesce(claimed.business_date, issued.business_date) as base_on,
        redeemed.business_date as redeemed_on
    from issued
    full outer join claimed on issued.coupon_code = claimed.coupon_code
    left join redeemed on coalesce(claimed.coupon_code, issued.coupon_code) = redeemed.coupon_code
),

ordered as (
    select
        *,
        (base_on + cast(days_after_first as integer)) as valid_to_on,
        row_number() over (partition by member_uid order by base_on, coupon_code) as coupon_of_member
    from coupon
),

anchor as (
    select * from "lifecycle"."int_member__anchor"
),

layer_interval as (
    select * from "lifecycle"."int_member__layer_interval"
)

select
    ordered.coupon_code,
    ordered.benefit_id,
    ordered.campaign_id,
    ordered.member_uid,
    coalesce(ordered.mall_id, anchor.home_mall_id) as mall_id,
    layer_interval.layer,
    ordered.is_care,
    ordered.issued_on,
    ordered.claimed_on,
    ordered.base_on,
    ordered.valid_to_on,
    ordered.valid_to_on as matures_on,
    ordered.redeemed_on,
    coalesce(
        ordered.redeemed_on >= ordered.base_on
        and ordered.redeemed_on <= coalesce(ordered.valid_to_on, ordered.redeemed_on),
        false
    ) as is_redeemed_in_validity,
    ordered.member_uid is not null and ordered.coupon_of_member = 1 as is_first_of_member,
    coalesce(
        ordered.redeemed_on >= ordered.base_on
        and ordered.redeemed_on < (ordered.base_on + 7),
        false
    ) as redeemed_within_7d
from ordered
left join anchor on ordered.member_uid = anchor.member_uid
left join layer_interval
    on
        ordered.member_uid = layer_interval.member_uid
        and ordered.base_on >= layer_interval.valid_from
        and ordered.base_on < layer_interval.valid_to
