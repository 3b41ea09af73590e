-- One row per source_feed, delivered_on, identifier_type and identifier_hash that stands on many records of a
-- new file, or of a day's new files: on how many of those that name such an identifier. Only the last
-- delivery of a record counts, so that a corrected file puts a poisoned one right. Deliveries that a
-- published night has built are not new.

with

member_registry_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(member_no_hash, coalesce(tier_changed_at_utc, tier_changed_at_local)) as record_key,
        phone_hash,
        unionid_hash,
        openid_hash,
        card_no_hash
    from "raw"."member_registry" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'member_registry'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

benefit_ledger_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(coupon_code, state, coalesce(state_at_utc, state_at_local)) as record_key,
        member_no_hash,
        openid_hash
    from "raw"."benefit_ledger" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'benefit_ledger'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

outreach_log_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(send_id) as record_key,
        member_no_hash,
        external_userid_hash
    from "raw"."outreach_log" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'outreach_log'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

points_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(entry_no) as record_key,
        member_no_hash
    from "raw"."points" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'points'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

app_event_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(event_id) as record_key,
        openid_hash,
        unionid_hash
    from "raw"."app_event" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'app_event'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

app_binding_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(appid, openid_hash, coalesce(bound_at_utc, bound_at_local), action) as record_key,
        unionid_hash,
        phone_hash,
        card_no_hash
    from "raw"."app_binding" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'app_binding'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

event_checkin_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(event_id, member_no_hash, openid_hash, phone_hash) as record_key,
        phone_hash
    from "raw"."event_checkin" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'event_checkin'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

wifi_portal_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(mac_hash_hash, coalesce(login_at_utc, login_at_local)) as record_key,
        phone_hash,
        openid_hash
    from "raw"."wifi_portal" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wifi_portal'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

form_signup_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(form_id, serial_no) as record_key,
        openid_hash,
        unionid_hash,
        phone_hash
    from "raw"."form_signup" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'form_signup'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

groupbuy_order_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(activity, group_no) as record_key,
        phone_hash
    from "raw"."groupbuy_order" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'groupbuy_order'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

voucher_douyin_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(verify_id, certificate_id, state, coalesce(verified_at_utc, verified_at_local)) as record_key,
        phone_hash
    from "raw"."voucher_douyin" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'voucher_douyin'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

voucher_meituan_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(receipt_code, coalesce(verified_at_utc, verified_at_local)) as record_key,
        phone_hash
    from "raw"."voucher_meituan" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'voucher_meituan'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

pos_sales_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(store_code, till_date, till_no, ticket_no) as record_key,
        card_no_hash,
        phone_hash
    from "raw"."pos_sales" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'pos_sales'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

parking_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(park_code, record_id, plate_hash, coalesce(in_at_utc, in_at_local), coalesce(out_at_utc, out_at_local), entry_lane, exit_lane) as record_key,
        card_no_hash,
        openid_hash
    from "raw"."parking" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'parking'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

wechatpay_bill_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(transaction_id, refund_id) as record_key,
        openid_hash
    from "raw"."wechatpay_bill" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wechatpay_bill'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

wechatpay_circle_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(kind, refund_id, transaction_id, openid_hash, coalesce(occurred_at_utc, occurred_at_local)) as record_key,
        openid_hash
    from "raw"."wechatpay_circle" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wechatpay_circle'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

wechatpay_coupon_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(coupon_id, state) as record_key,
        openid_hash,
        unionid_hash
    from "raw"."wechatpay_coupon" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wechatpay_coupon'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

wecom_contact_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(scope, external_userid_hash, userid) as record_key,
        unionid_hash
    from "raw"."wecom_contact" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wecom_contact'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

wecom_contact_event_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(event, change_type, userid, external_userid_hash, coalesce(event_at_utc, event_at_local)) as record_key,
        external_userid_hash
    from "raw"."wecom_contact_event" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wecom_contact_event'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),

wecom_group_row as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from (select
        _file_id,
        file_row_number,
        delivery.delivered_on,
        delivery.delivery_rank,
        hash(chat_id, external_userid_hash, member_userid, coalesce(joined_at_utc, joined_at_local)) as record_key,
        unionid_hash
    from "raw"."wecom_group" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'wecom_group'
            and delivery.file_id = feed_row._file_id
            and delivery.is_new) as new_row
    ) as ordered_delivery
    where delivery_order = 1
),


-- Some feeds come as one file a day, others as one a record.
counted as (
    select
        'member_registry' as source_feed,
        delivered_on,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from member_registry_row
    where phone_hash is not null
    group by _file_id, delivered_on, phone_hash
    union all
    select
        'member_registry' as source_feed,
        delivered_on,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from member_registry_row
    where phone_hash is not null
    group by delivered_on, delivered_on, phone_hash
    union all
    select
        'member_registry' as source_feed,
        delivered_on,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from member_registry_row
    where unionid_hash is not null
    group by _file_id, delivered_on, unionid_hash
    union all
    select
        'member_registry' as source_feed,
        delivered_on,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from member_registry_row
    where unionid_hash is not null
    group by delivered_on, delivered_on, unionid_hash
    union all
    select
        'member_registry' as source_feed,
        delivered_on,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from member_registry_row
    where openid_hash is not null
    group by _file_id, delivered_on, openid_hash
    union all
    select
        'member_registry' as source_feed,
        delivered_on,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from member_registry_row
    where openid_hash is not null
    group by delivered_on, delivered_on, openid_hash
    union all
    select
        'member_registry' as source_feed,
        delivered_on,
        'card_no' as identifier_type,
        card_no_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from member_registry_row
    where card_no_hash is not null
    group by _file_id, delivered_on, card_no_hash
    union all
    select
        'member_registry' as source_feed,
        delivered_on,
        'card_no' as identifier_type,
        card_no_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from member_registry_row
    where card_no_hash is not null
    group by delivered_on, delivered_on, card_no_hash
    union all
    select
        'benefit_ledger' as source_feed,
        delivered_on,
        'member_no' as identifier_type,
        member_no_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from benefit_ledger_row
    where member_no_hash is not null
    group by _file_id, delivered_on, member_no_hash
    union all
    select
        'benefit_ledger' as source_feed,
        delivered_on,
        'member_no' as identifier_type,
        member_no_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from benefit_ledger_row
    where member_no_hash is not null
    group by delivered_on, delivered_on, member_no_hash
    union all
    select
        'benefit_ledger' as source_feed,
        delivered_on,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from benefit_ledger_row
    where openid_hash is not null
    group by _file_id, delivered_on, openid_hash
    union all
    select
        'benefit_ledger' as source_feed,
        delivered_on,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from benefit_ledger_row
    where openid_hash is not null
    group by delivered_on, delivered_on, openid_hash
    union all
    select
        'outreach_log' as source_feed,
        delivered_on,
        'member_no' as identifier_type,
        member_no_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from outreach_log_row
    where member_no_hash is not null
    group by _file_id, delivered_on, member_no_hash
    union all
    select
        'outreach_log' as source_feed,
        delivered_on,
        'member_no' as identifier_type,
        member_no_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from outreach_log_row
    where member_no_hash is not null
    group by delivered_on, delivered_on, member_no_hash
    union all
    select
        'outreach_log' as source_feed,
        delivered_on,
        'external_userid' as identifier_type,
        external_userid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from outreach_log_row
    where external_userid_hash is not null
    group by _file_id, delivered_on, external_userid_hash
    union all
    select
        'outreach_log' as source_feed,
        delivered_on,
        'external_userid' as identifier_type,
        external_userid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from outreach_log_row
    where external_userid_hash is not null
    group by delivered_on, delivered_on, external_userid_hash
    union all
    select
        'points' as source_feed,
        delivered_on,
        'member_no' as identifier_type,
        member_no_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from points_row
    where member_no_hash is not null
    group by _file_id, delivered_on, member_no_hash
    union all
    select
        'points' as source_feed,
        delivered_on,
        'member_no' as identifier_type,
        member_no_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from points_row
    where member_no_hash is not null
    group by delivered_on, delivered_on, member_no_hash
    union all
    select
        'app_event' as source_feed,
        delivered_on,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from app_event_row
    where openid_hash is not null
    group by _file_id, delivered_on, openid_hash
    union all
    select
        'app_event' as source_feed,
        delivered_on,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from app_event_row
    where openid_hash is not null
    group by delivered_on, delivered_on, openid_hash
    union all
    select
        'app_event' as source_feed,
        delivered_on,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from app_event_row
    where unionid_hash is not null
    group by _file_id, delivered_on, unionid_hash
    union all
    select
        'app_event' as source_feed,
        delivered_on,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from app_event_row
    where unionid_hash is not null
    group by delivered_on, delivered_on, unionid_hash
    union all
    select
        'app_binding' as source_feed,
        delivered_on,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from app_binding_row
    where unionid_hash is not null
    group by _file_id, delivered_on, unionid_hash
    union all
    select
        'app_binding' as source_feed,
        delivered_on,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from app_binding_row
    where unionid_hash is not null
    group by delivered_on, delivered_on, unionid_hash
    union all
    select
        'app_binding' as source_feed,
        delivered_on,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from app_binding_row
    where phone_hash is not null
    group by _file_id, delivered_on, phone_hash
    union all
    select
        'app_binding' as source_feed,
        delivered_on,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from app_binding_row
    where phone_hash is not null
    group by delivered_on, delivered_on, phone_hash
    union all
    select
        'app_binding' as source_feed,
        delivered_on,
        'card_no' as identifier_type,
        card_no_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from app_binding_row
    where card_no_hash is not null
    group by _file_id, delivered_on, card_no_hash
    union all
    select
        'app_binding' as source_feed,
        delivered_on,
        'card_no' as identifier_type,
        card_no_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from app_binding_row
    where card_no_hash is not null
    group by delivered_on, delivered_on, card_no_hash
    union all
    select
        'event_checkin' as source_feed,
        delivered_on,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from event_checkin_row
    where phone_hash is not null
    group by _file_id, delivered_on, phone_hash
    union all
    select
        'event_checkin' as source_feed,
        delivered_on,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from event_checkin_row
    where phone_hash is not null
    group by delivered_on, delivered_on, phone_hash
    union all
    select
        'wifi_portal' as source_feed,
        delivered_on,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from wifi_portal_row
    where phone_hash is not null
    group by _file_id, delivered_on, phone_hash
    union all
    select
        'wifi_portal' as source_feed,
        delivered_on,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from wifi_portal_row
    where phone_hash is not null
    group by delivered_on, delivered_on, phone_hash
    union all
    select
        'wifi_portal' as source_feed,
        delivered_on,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from wifi_portal_row
    where openid_hash is not null
    group by _file_id, delivered_on, openid_hash
    union all
    select
        'wifi_portal' as source_feed,
        delivered_on,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from wifi_portal_row
    where openid_hash is not null
    group by delivered_on, delivered_on, openid_hash
    union all
    select
        'form_signup' as source_feed,
        delivered_on,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from form_signup_row
    where openid_hash is not null
    group by _file_id, delivered_on, openid_hash
    union all
    select
        'form_signup' as source_feed,
        delivered_on,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from form_signup_row
    where openid_hash is not null
    group by delivered_on, delivered_on, openid_hash
    union all
    select
        'form_signup' as source_feed,
        delivered_on,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from form_signup_row
    where unionid_hash is not null
    group by _file_id, delivered_on, unionid_hash
    union all
    select
        'form_signup' as source_feed,
        delivered_on,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from form_signup_row
    where unionid_hash is not null
    group by delivered_on, delivered_on, unionid_hash
    union all
    select
        'form_signup' as source_feed,
        delivered_on,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from form_signup_row
    where phone_hash is not null
    group by _file_id, delivered_on, phone_hash
    union all
    select
        'form_signup' as source_feed,
        delivered_on,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from form_signup_row
    where phone_hash is not null
    group by delivered_on, delivered_on, phone_hash
    union all
    select
        'groupbuy_order' as source_feed,
        delivered_on,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from groupbuy_order_row
    where phone_hash is not null
    group by _file_id, delivered_on, phone_hash
    union all
    select
        'groupbuy_order' as source_feed,
        delivered_on,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from groupbuy_order_row
    where phone_hash is not null
    group by delivered_on, delivered_on, phone_hash
    union all
    select
        'voucher_douyin' as source_feed,
        delivered_on,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from voucher_douyin_row
    where phone_hash is not null
    group by _file_id, delivered_on, phone_hash
    union all
    select
        'voucher_douyin' as source_feed,
        delivered_on,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from voucher_douyin_row
    where phone_hash is not null
    group by delivered_on, delivered_on, phone_hash
    union all
    select
        'voucher_meituan' as source_feed,
        delivered_on,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from voucher_meituan_row
    where phone_hash is not null
    group by _file_id, delivered_on, phone_hash
    union all
    select
        'voucher_meituan' as source_feed,
        delivered_on,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from voucher_meituan_row
    where phone_hash is not null
    group by delivered_on, delivered_on, phone_hash
    union all
    select
        'pos_sales' as source_feed,
        delivered_on,
        'card_no' as identifier_type,
        card_no_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from pos_sales_row
    where card_no_hash is not null
    group by _file_id, delivered_on, card_no_hash
    union all
    select
        'pos_sales' as source_feed,
        delivered_on,
        'card_no' as identifier_type,
        card_no_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from pos_sales_row
    where card_no_hash is not null
    group by delivered_on, delivered_on, card_no_hash
    union all
    select
        'pos_sales' as source_feed,
        delivered_on,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from pos_sales_row
    where phone_hash is not null
    group by _file_id, delivered_on, phone_hash
    union all
    select
        'pos_sales' as source_feed,
        delivered_on,
        'phone' as identifier_type,
        phone_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from pos_sales_row
    where phone_hash is not null
    group by delivered_on, delivered_on, phone_hash
    union all
    select
        'parking' as source_feed,
        delivered_on,
        'card_no' as identifier_type,
        card_no_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from parking_row
    where card_no_hash is not null
    group by _file_id, delivered_on, card_no_hash
    union all
    select
        'parking' as source_feed,
        delivered_on,
        'card_no' as identifier_type,
        card_no_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from parking_row
    where card_no_hash is not null
    group by delivered_on, delivered_on, card_no_hash
    union all
    select
        'parking' as source_feed,
        delivered_on,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from parking_row
    where openid_hash is not null
    group by _file_id, delivered_on, openid_hash
    union all
    select
        'parking' as source_feed,
        delivered_on,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from parking_row
    where openid_hash is not null
    group by delivered_on, delivered_on, openid_hash
    union all
    select
        'wechatpay_bill' as source_feed,
        delivered_on,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from wechatpay_bill_row
    where openid_hash is not null
    group by _file_id, delivered_on, openid_hash
    union all
    select
        'wechatpay_bill' as source_feed,
        delivered_on,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from wechatpay_bill_row
    where openid_hash is not null
    group by delivered_on, delivered_on, openid_hash
    union all
    select
        'wechatpay_circle' as source_feed,
        delivered_on,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from wechatpay_circle_row
    where openid_hash is not null
    group by _file_id, delivered_on, openid_hash
    union all
    select
        'wechatpay_circle' as source_feed,
        delivered_on,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from wechatpay_circle_row
    where openid_hash is not null
    group by delivered_on, delivered_on, openid_hash
    union all
    select
        'wechatpay_coupon' as source_feed,
        delivered_on,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from wechatpay_coupon_row
    where openid_hash is not null
    group by _file_id, delivered_on, openid_hash
    union all
    select
        'wechatpay_coupon' as source_feed,
        delivered_on,
        'openid' as identifier_type,
        openid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from wechatpay_coupon_row
    where openid_hash is not null
    group by delivered_on, delivered_on, openid_hash
    union all
    select
        'wechatpay_coupon' as source_feed,
        delivered_on,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from wechatpay_coupon_row
    where unionid_hash is not null
    group by _file_id, delivered_on, unionid_hash
    union all
    select
        'wechatpay_coupon' as source_feed,
        delivered_on,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from wechatpay_coupon_row
    where unionid_hash is not null
    group by delivered_on, delivered_on, unionid_hash
    union all
    select
        'wecom_contact' as source_feed,
        delivered_on,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from wecom_contact_row
    where unionid_hash is not null
    group by _file_id, delivered_on, unionid_hash
    union all
    select
        'wecom_contact' as source_feed,
        delivered_on,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from wecom_contact_row
    where unionid_hash is not null
    group by delivered_on, delivered_on, unionid_hash
    union all
    select
        'wecom_contact_event' as source_feed,
        delivered_on,
        'external_userid' as identifier_type,
        external_userid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from wecom_contact_event_row
    where external_userid_hash is not null
    group by _file_id, delivered_on, external_userid_hash
    union all
    select
        'wecom_contact_event' as source_feed,
        delivered_on,
        'external_userid' as identifier_type,
        external_userid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from wecom_contact_event_row
    where external_userid_hash is not null
    group by delivered_on, delivered_on, external_userid_hash
    union all
    select
        'wecom_group' as source_feed,
        delivered_on,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by _file_id) as all_records
    from wecom_group_row
    where unionid_hash is not null
    group by _file_id, delivered_on, unionid_hash
    union all
    select
        'wecom_group' as source_feed,
        delivered_on,
        'unionid' as identifier_type,
        unionid_hash as identifier_hash,
        count(*) as records,
        sum(count(*)) over (partition by delivered_on) as all_records
    from wecom_group_row
    where unionid_hash is not null
    group by delivered_on, delivered_on, unionid_hash
),

final as (
    select
        source_feed,
        delivered_on,
        identifier_type,
        identifier_hash,
        max(records) as records,
        cast(arg_max(all_records, records) as bigint) as all_records
    from counted
    where
        records >= 30
        and records >= 0.5 * all_records
    group by source_feed, delivered_on, identifier_type, identifier_hash
)

select * from final
