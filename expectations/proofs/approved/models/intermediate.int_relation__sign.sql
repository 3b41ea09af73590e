-- One row per sign_kind, sign_key, member_uid and valid_from: something that members of one household have
-- in common, as one of them has it: a phone or a card that one owns and others share, a plate, a device, or
-- the building that orders are brought to. [valid_from, valid_to).

with relation as (
    select * from "identity"."int_identity__relation"
    where identifier_type in ('phone', 'card_no') and role in ('owner', 'shared')
),

member_identifier as (
    select * from "identity"."int_identity__member_identifier"
),

pickup_point as (
    select *
    from (
        select
            *,
            row_number() over (partition by pickup_point_id order by delivered_on desc) as recency
        from "staging"."stg_master__pickup_point"
    ) as by_recency
    where recency = 1
),

seen as (
    select
        'device' as sign_kind,
        device_id_hash as sign_key,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        occurred_at as seen_at
    from "staging"."stg_app_event"
    where device_id_hash is not null and business_date <= (select as_of_date from "control"."run")
    union all
    select
        'wifi_device' as sign_kind,
        mac_hash as sign_key,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        login_at as seen_at
    from "staging"."stg_wifi_portal"
    where business_date <= (select as_of_date from "control"."run")
    union all
    select
        'building' as sign_kind,
        concat_ws('|', pickup_point.community_id, placed_order.building_no) as sign_key,
        'phone' as identifier_type,
        placed_order.phone_hash as identifier_hash,
        placed_order.paid_at as seen_at
    from "staging"."stg_groupbuy_order" as placed_order
    inner join pickup_point on placed_order.pickup_point = pickup_point.pickup_point_id
    where placed_order.building_no is not null and placed_order.business_date <= (select as_of_date from "control"."run")
),

first_seen as (
    select
        sign_kind,
        sign_key,
        identifier_type,
        identifier_hash,
        min(seen_at) as seen_at
    from seen
    where identifier_hash is not null
    group by sign_kind, sign_key, identifier_type, identifier_hash
),

held as (
    select
        case identifier_type when 'card_no' then 'card' else identifier_type end as sign_kind,
        identifier_hash as sign_key,
        member_uid,
        valid_from,
        valid_to
    from relation
    union all
    select
        'plate' as sign_kind,
        plate_hash as sign_key,
        member_uid,
        bound_at as valid_from,
        coalesce(unbound_at, timestamp '9999-12-31 00:00:00') as valid_to
    from "intermediate"."int_parking__plate_binding"
    union all
    select
        first_seen.sign_kind,
        first_seen.sign_key,
        member_identifier.member_uid,
        first_seen.seen_at as valid_from,
        timestamp '9999-12-31 00:00:00' as valid_to
    from first_seen
    inner join member_identifier
        on
            first_seen.identifier_type = member_identifier.identifier_type
            and first_seen.identifier_hash = member_identifier.identifier_hash
            and coalesce(first_seen.seen_at, timestamp '9999-12-30') >= member_identifier.valid_from
            and coalesce(first_seen.seen_at, timestamp '9999-12-30') < member_identifier.valid_to
),

final as (
    select
        sign_kind,
        sign_key,
        member_uid,
        valid_from,
        max(valid_to) as valid_to
    from held
    group by sign_kind, sign_key, member_uid, valid_from
)

select * from final
