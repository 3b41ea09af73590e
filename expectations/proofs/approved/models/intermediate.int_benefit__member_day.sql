-- grain: coupon_code. A pack of a member day that a known member got, by its first coupon: the member's layer
-- on that day, and whether the member was on site and bought while the member day lasted. A benefit that is
-- in no pack is one by itself. Only what was got before the member day ended counts.
with member_day as (
    select
        campaign_id,
        cast(timezone('Asia/Shanghai', timezone('UTC', start_at)) as date) as first_on,
        cast(timezone('Asia/Shanghai', timezone('UTC', end_at)) as date) as last_on
    from "core"."dim_campaign"
    where is_last_known and node = 'member_day'
),

benefit as (
    select * from "core"."dim_benefit" where is_last_known
),

coupon as (
    select
        coupon.coupon_code,
        coupon.member_uid,
        coupon.mall_id,
        coupon.layer,
        coupon.base_on,
        member_day.campaign_id,
        coalesce(benefit.pack_id, coupon.benefit_id) as pack_id,
        greatest(coupon.base_on, member_day.first_on) as counts_from,
        member_day.last_on
    from "lifecycle"."int_benefit__coupon" as coupon
    left join benefit on coupon.benefit_id = benefit.benefit_id
    inner join member_day on coalesce(coupon.campaign_id, benefit.campaign_id) = member_day.campaign_id
    where coupon.member_uid is not null and coupon.base_on <= member_day.last_on
),

-- Several coupons of one pack are one pack.
got as (
    select
        *,
        row_number() over (
            partition by member_uid, campaign_id, pack_id order by base_on, coupon_code
        ) as coupon_of_pack
    from coupon
),

pack as (
    select * from got where coupon_of_pack = 1
),

visited as (
    select distinct pack.coupon_code
    from pack
    inner join "intermediate"."int_visit__day" as visit_day
        on
            pack.member_uid = visit_day.member_uid
            and pack.counts_from <= visit_day.business_date
            and pack.last_on >= visit_day.business_date
),

bought as (
    select
        pack.coupon_code,
        sum(purchase_day.tickets) as tickets,
        sum(purchase_day.net_fen) as net_fen
    from pack
    inner join "lifecycle"."int_purchase__day" as purchase_day
        on
            pack.member_uid = purchase_day.member_uid
            and pack.counts_from <= purchase_day.business_date
            and pack.last_on >= purchase_day.business_date
    group by pack.coupon_code
)

select
    pack.coupon_code,
    pack.member_uid,
    pack.campaign_id,
    pack.mall_id,
    pack.layer,
    pack.pack_id,
    concat(pack.pack_id, ':', coalesce(pack.layer, 'unknown')) as pack_layer,
    pack.base_on,
    pack.last_on as matures_on,
    visited.coupon_code is not null as has_come,
    cast(coalesce(bought.tickets, 0) as bigint) as tickets,
    cast(coalesce(bought.net_fen, 0) as bigint) as net_fen
from pack
left join visited on pack.coupon_code = visited.coupon_code
left join bought on pack.coupon_code = bought.coupon_code
