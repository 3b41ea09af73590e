-- grain: member_uid, pack_id. A pack of benefits that a member got, and whether every item of it was redeemed
-- within validity.
with item as (
    select
        benefit_id,
        pack_id,
        count(*) over (partition by pack_id) as items_of_pack
    from "core"."dim_benefit"
    where is_last_known and pack_id is not null
),

coupon as (
    select * from "lifecycle"."int_benefit__coupon"
    where member_uid is not null
)

select
    coupon.member_uid,
    item.pack_id,
    min_by(
        coupon.mall_id, struct_pack(base_on := coupon.base_on, coupon_code := coupon.coupon_code)
    ) as mall_id,
    min(coupon.base_on) as got_on,
    max(coupon.matures_on) as matures_on,
    max(item.items_of_pack) as items_of_pack,
    count(distinct coupon.benefit_id) as items_got,
    count(distinct case when coupon.is_redeemed_in_validity then coupon.benefit_id end) as items_redeemed,
    count(distinct case when coupon.is_redeemed_in_validity then coupon.benefit_id end)
    = max(item.items_of_pack) as is_complete
from coupon
inner join item on coupon.benefit_id = item.benefit_id
group by coupon.member_uid, item.pack_id
