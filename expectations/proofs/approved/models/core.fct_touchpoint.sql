-- One row per touchpoint_id: one thing that happened between a person and the operator, as a feed told it.
-- A card that several people show tells no one.

with touchpoint as (
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        touchpoint_type,
        entry_id,
        mall_id,
        occurred_at,
        business_date,
        delivered_on
    from "intermediate"."int_touchpoint__member"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        touchpoint_type,
        entry_id,
        mall_id,
        occurred_at,
        business_date,
        delivered_on
    from "intermediate"."int_touchpoint__benefit"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        touchpoint_type,
        entry_id,
        mall_id,
        occurred_at,
        business_date,
        delivered_on
    from "intermediate"."int_touchpoint__outreach"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        touchpoint_type,
        entry_id,
        mall_id,
        occurred_at,
        business_date,
        delivered_on
    from "intermediate"."int_touchpoint__till"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        touchpoint_type,
        entry_id,
        mall_id,
        occurred_at,
        business_date,
        delivered_on
    from "intermediate"."int_touchpoint__app"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        touchpoint_type,
        entry_id,
        mall_id,
        occurred_at,
        business_date,
        delivered_on
    from "intermediate"."int_touchpoint__event"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        touchpoint_type,
        entry_id,
        mall_id,
        occurred_at,
        business_date,
        delivered_on
    from "intermediate"."int_touchpoint__survey"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        touchpoint_type,
        entry_id,
        mall_id,
        occurred_at,
        business_date,
        delivered_on
    from "intermediate"."int_touchpoint__wifi"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        touchpoint_type,
        entry_id,
        mall_id,
        occurred_at,
        business_date,
        delivered_on
    from "intermediate"."int_touchpoint__wecom"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        touchpoint_type,
        entry_id,
        mall_id,
        occurred_at,
        business_date,
        delivered_on
    from "intermediate"."int_touchpoint__payment"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        touchpoint_type,
        entry_id,
        mall_id,
        occurred_at,
        business_date,
        delivered_on
    from "intermediate"."int_touchpoint__parking"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        touchpoint_type,
        entry_id,
        mall_id,
        occurred_at,
        business_date,
        delivered_on
    from "intermediate"."int_touchpoint__voucher"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        touchpoint_type,
        entry_id,
        mall_id,
        occurred_at,
        business_date,
        delivered_on
    from "intermediate"."int_touchpoint__form"
    union all
    select
        source_feed,
        source_key,
        identifier_type,
        identifier_hash,
        touchpoint_type,
        entry_id,
        mall_id,
        occurred_at,
        business_date,
        delivered_on
    from "intermediate"."int_touchpoint__groupbuy"
),

member_identifier as (
    select * from "identity"."int_identity__member_identifier"
),

lent_card as (
    select * from "identity"."int_identity__lent_card"
),

known as (
    select
        touchpoint.*,
        case when lent_card.node_key is null then member_identifier.member_uid end as member_uid
    from touchpoint
    left join member_identifier
        on
            touchpoint.identifier_type = member_identifier.identifier_type
            and touchpoint.identifier_hash = member_identifier.identifier_hash
            and coalesce(touchpoint.occurred_at, timestamp '9999-12-30') >= member_identifier.valid_from
            and coalesce(touchpoint.occurred_at, timestamp '9999-12-30') < member_identifier.valid_to
    left join lent_card
        on
            touchpoint.identifier_type = 'card_no'
            and md5(concat_ws('|', 'card_no', touchpoint.identifier_hash)) = lent_card.node_key
),

member_join as (
    select * from "lifecycle"."int_member__registration"
),

final as (
    select
        md5(concat_ws('|', known.source_feed, known.source_key)) as touchpoint_id,
        known.source_feed,
        known.source_key,
        known.member_uid,
        known.identifier_type,
        known.identifier_hash,
        known.touchpoint_type,
        case
            when known.source_feed = 'benefit_ledger' then member_join.first_entry_id
            else known.entry_id
        end as entry_id,
        known.mall_id,
        known.occurred_at,
        known.business_date,
        -- The folder tells the day of delivery only; it began at this instant where landing is kept.
        timezone('UTC', timezone('Asia/Shanghai', cast(known.delivered_on as timestamp)))
            as delivered_at
    from known
    left join member_join on known.member_uid = member_join.member_uid
)

select * from final
