-- grain: member_uid, changed_on. Changes of a member's tier, up or down by the order of tiers; a tier that is
-- not in that order is neither. The first tier of a member is no change.
with tiered as (
    select
        *,
        lag(tier) over (partition by member_uid order by valid_from) as tier_before
    from "lifecycle"."int_member__tier_interval"
),

anchor as (
    select * from "lifecycle"."int_member__anchor"
)

select
    tiered.member_uid,
    tiered.valid_from as changed_on,
    anchor.home_mall_id as mall_id,
    tiered.tier_before,
    tiered.tier,
    concat(tiered.tier_before, '>', tiered.tier) as tier_move,
    coalesce(list_position(string_split('basic,silver,gold', ','), tiered.tier) > list_position(string_split('basic,silver,gold', ','), tiered.tier_before), false) as is_upgrade,
    coalesce(list_position(string_split('basic,silver,gold', ','), tiered.tier) < list_position(string_split('basic,silver,gold', ','), tiered.tier_before), false) as is_downgrade
from tiered
left join anchor on tiered.member_uid = anchor.member_uid
where tiered.tier_before is not null
