-- grain: coupon_code. A redemption of a member and what followed: thanks on the clock, a review and a
-- purchase in another category in days.
with redemption as (
    select
        benefit.coupon_code,
        benefit.member_uid,
        benefit.mall_id,
        benefit.layer,
        benefit.state_at as redeemed_at,
        benefit.business_date,
        shop.category
    from "core"."fct_benefit" as benefit
    left join "core"."dim_shop" as shop on benefit.shop_id = shop.shop_id and shop.is_last_known
    where benefit.state = 'redeemed' and benefit.member_uid is not null
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
),

-- Mass messages go to everybody and thank nobody.
thanks as (
    select
        redemption.coupon_code,
        min(send.sent_at) as thanked_at
    from redemption
    inner join send
        on
            redemption.member_uid = send.person_id
            and redemption.redeemed_at <= send.sent_at
            and redemption.redeemed_at + interval '1' hour * 24 > send.sent_at
    where send.channel <> 'mass_private'
    group by redemption.coupon_code
),

review as (
    select
        member_uid,
        business_date
    from "core"."fct_points"
    where reason = 'review' and member_uid is not null
    union
    select
        member_identifier.member_uid,
        answer.business_date
    from "staging"."stg_survey" as answer
    inner join "identity"."int_identity__member_identifier" as member_identifier
        on
            answer.identifier_type = member_identifier.identifier_type
            and answer.identifier_hash = member_identifier.identifier_hash
            and coalesce(answer.answered_at, timestamp '9999-12-30') >= member_identifier.valid_from
            and coalesce(answer.answered_at, timestamp '9999-12-30') < member_identifier.valid_to
    where answer.business_date <= (select as_of_date from "control"."run")
),

reviewed as (
    select distinct redemption.coupon_code
    from redemption
    inner join review
        on
            redemption.member_uid = review.member_uid
            and redemption.business_date <= review.business_date
            and (redemption.business_date + 7) > review.business_date
),

crossed as (
    select distinct redemption.coupon_code
    from redemption
    inner join "core"."fct_purchase" as purchase
        on
            redemption.member_uid = purchase.member_uid
            and redemption.category <> purchase.shop_category
            and redemption.business_date < purchase.business_date
            and purchase.business_date
            <= (redemption.business_date + 30)
    where purchase.is_purchase
)

select
    redemption.*,
    thanks.thanked_at,
    thanks.coupon_code is not null as is_thanked_in_time,
    reviewed.coupon_code is not null as is_reviewed,
    redemption.category is not null as is_category_known,
    crossed.coupon_code is not null as has_cross_category
from redemption
left join thanks on redemption.coupon_code = thanks.coupon_code
left join reviewed on redemption.coupon_code = reviewed.coupon_code
left join crossed on redemption.coupon_code = crossed.coupon_code
