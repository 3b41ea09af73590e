-- One row per evidence_kind, source_feed and source_key: something that proves that a member was in a
-- mall (B2). What is counted as proof, each kind's own model says.

with final as (
    select evidence_kind, source_feed, source_key, member_uid, mall_id, shop_id, seen_at, business_date
    from "intermediate"."int_visit__redemption"
    union all
    select evidence_kind, source_feed, source_key, member_uid, mall_id, shop_id, seen_at, business_date
    from "intermediate"."int_visit__ticket"
    union all
    select evidence_kind, source_feed, source_key, member_uid, mall_id, shop_id, seen_at, business_date
    from "intermediate"."int_visit__check_in"
    union all
    select evidence_kind, source_feed, source_key, member_uid, mall_id, shop_id, seen_at, business_date
    from "intermediate"."int_visit__parking"
    union all
    select evidence_kind, source_feed, source_key, member_uid, mall_id, shop_id, seen_at, business_date
    from "intermediate"."int_visit__wifi"
    
)

select * from final
