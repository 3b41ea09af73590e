-- grain: member_uid. New members on the day of joining: who and what brought them (guide, partner, shop,
-- welcome gift) and what became of it. Flags are facts as of today; whether a window is over is decided where
-- periods are.
with joiner as (
    select * from "lifecycle"."int_cohort__join"
),

registration as (
    select * from "lifecycle"."int_member__registration"
),

entry as (
    select * from "core"."dim_entry" where is_last_known
),

brought as (
    select
        joiner.member_uid,
        joiner.mall_id,
        joiner.entry_id,
        joiner.joined_on,
        joiner.has_visit_30d,
        entry.partner_code,
        coalesce(registration.guide_staff_id, entry.staff_id) as guide_staff_id
    from joiner
    inner join registration on joiner.member_uid = registration.member_uid
    left join entry on joiner.entry_id = entry.entry_id
),

phone_of as (
    select distinct
        identifier_hash,
        member_uid,
        role
    from "identity"."int_identity__relation"
    where identifier_type = 'phone' and role in ('owner', 'shared')
),

phone as (
    select
        identifier_hash,
        count(distinct member_uid) as members
    from phone_of
    group by identifier_hash
),

staff_phone as (
    select distinct phone_hash from "core"."dim_staff"
    where phone_hash is not null
),

telephone as (
    select
        phone_of.member_uid,
        bool_or(phone_of.role = 'owner' and phone.members = 1) as has_own_phone,
        bool_or(staff_phone.phone_hash is not null) as is_staff
    from phone_of
    inner join phone on phone_of.identifier_hash = phone.identifier_hash
    left join staff_phone on phone_of.identifier_hash = staff_phone.phone_hash
    group by phone_of.member_uid
),

device as (
    select distinct
        sign_key,
        member_uid
    from "intermediate"."int_relation__sign"
    where sign_kind = 'device'
),

-- One telephone that registers several people for one guide.
device_of_guide as (
    select
        brought.member_uid,
        count(*) over (partition by device.sign_key, brought.guide_staff_id) as members
    from brought
    inner join device on brought.member_uid = device.member_uid
    where brought.guide_staff_id is not null
),

same_device as (
    select distinct member_uid from device_of_guide
    where members > 1
),

reachable as (
    select
        brought.member_uid,
        bool_or(
            (brought.joined_on + 7) >= spell.valid_from
            and (brought.joined_on + 7) < spell.valid_to
        ) as is_reachable_after_join,
        bool_or(
            (brought.joined_on + 29) >= spell.valid_from
            and (brought.joined_on + 29) < spell.valid_to
        ) as is_reachable_after_month
    from brought
    inner join "intermediate"."int_member__reachable_interval" as spell on brought.member_uid = spell.member_uid
    group by brought.member_uid
),

visit as (
    select
        brought.member_uid,
        count(*) as visit_days_30d
    from brought
    inner join "intermediate"."int_visit__day" as visit_day
        on
            brought.member_uid = visit_day.member_uid
            and brought.joined_on <= visit_day.business_date
            and (brought.joined_on + 30) > visit_day.business_date
    group by brought.member_uid
),

redemption as (
    select
        brought.member_uid,
        cast(sum(sales_brought.attributed_fen) as bigint) as redemption_fen_30d
    from brought
    inner join "intermediate"."int_benefit__attribution" as sales_brought
        on
            brought.member_uid = sales_brought.member_uid
            and brought.joined_on <= sales_brought.business_date
            and (brought.joined_on + 30) > sales_brought.business_date
    group by brought.member_uid
),

shop as (
    select
        brought.member_uid,
        min_by(redeemed.shop_id, row(redeemed.state_at, redeemed.coupon_code)) as shop_id
    from brought
    inner join "intermediate"."int_benefit__state" as redeemed
        on
            brought.member_uid = redeemed.member_uid
            and redeemed.state = 'redeemed'
            and redeemed.shop_id is not null
            and (brought.joined_on + -7) < redeemed.business_date
            and (brought.joined_on + 7) > redeemed.business_date
    group by brought.member_uid
),

gift as (
    select
        brought.member_uid,
        bool_or(coupon.redeemed_on < (brought.joined_on + 7)) as has_redeemed_gift_7d
    from brought
    inner join "lifecycle"."int_benefit__coupon" as coupon
        on
            brought.member_uid = coupon.member_uid
            and brought.joined_on <= coupon.base_on
            and (brought.joined_on + 7) > coupon.base_on
    inner join "core"."dim_benefit" as benefit
        on
            coupon.benefit_id = benefit.benefit_id
            and benefit.is_last_known
            and benefit.trigger = 'join'
    where coupon.claimed_on is not null
    group by brought.member_uid
),

judged as (
    select
        brought.*,
        coalesce(visit.visit_days_30d, 0) as visit_days_30d,
        coalesce(redemption.redemption_fen_30d, 0) as redemption_fen_30d,
        shop.shop_id,
        gift.member_uid is not null as has_claimed_gift_7d,
        coalesce(gift.has_redeemed_gift_7d, false) as has_redeemed_gift_7d,
        brought.guide_staff_id is not null
        and coalesce(telephone.has_own_phone and not telephone.is_staff, false)
        and same_device.member_uid is null
        and coalesce(reachable.is_reachable_after_join, false) as is_valid_join,
        reachable.is_reachable_after_month
    from brought
    left join telephone on brought.member_uid = telephone.member_uid
    left join same_device on brought.member_uid = same_device.member_uid
    left join reachable on brought.member_uid = reachable.member_uid
    left join visit on brought.member_uid = visit.member_uid
    left join redemption on brought.member_uid = redemption.member_uid
    left join shop on brought.member_uid = shop.member_uid
    left join gift on brought.member_uid = gift.member_uid
)

select
    member_uid,
    mall_id,
    entry_id,
    joined_on,
    guide_staff_id,
    partner_code,
    shop_id,
    coalesce(has_visit_30d, false) as has_visit_30d,
    visit_days_30d,
    redemption_fen_30d,
    has_claimed_gift_7d,
    has_redeemed_gift_7d,
    is_valid_join,
    is_valid_join and is_reachable_after_month as is_paid_join
from judged
