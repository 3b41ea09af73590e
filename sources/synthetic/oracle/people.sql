-- Who is behind what. Tables and views of schema `truth` become Parquet files of the same names.
create schema if not exists truth;
create or replace macro utc_text(t) as strftime(t - interval 8 hour, '%Y-%m-%dT%H:%M:%SZ');

-- One row an identifier, person and interval: two rows where a number is shared or changes hands. Plates
-- belong to households, a counter's device to nobody (its person is the colleague, its kind `staff`).
create or replace view truth.person_identifier as
select 'phone' as identifier_type, null as issuer, phone as identifier, person_id,
    null::integer as household_id, valid_from, valid_to, kind
from world.phone
union all
select 'unionid', null, unionid, person_id, null, unionid_known_from, null,
    if(account_no = 1, 'own', 'second') from world.wechat
union all
select 'openid', appid, openid, person_id, null, null, null, app from world.openid
union all
select 'external_userid', corp_id, external_userid, person_id, null, null, null, 'own'
from world.external_contact
union all
select 'member_no', null, member_no, person_id, null, cast(registered_at as date), null,
    if(membership_no = 1, 'own', 'second') from world.membership
union all
select 'card_no', null, card_no, person_id, null, issued_on, null, 'own' from world.card
union all
select 'card_no', null, card_no, borrower_person_id, null, valid_from, valid_to, 'lent' from world.card_loan
union all
select 'plate', null, p.plate, d.person_id, p.household_id, p.valid_from, p.valid_to,
    if(d.is_main, 'main', 'driver')
from world.plate as p
inner join world.plate_driver as d using (plate)
union all
select 'mac_hash', null, mac_hash, person_id, null, valid_from, valid_to, 'own' from world.mac
union all
select 'device_id', null, device_id, person_id, null, null, null, kind from world.device
union all
-- a paying guest of whom nothing else is known: an account of its own a ticket
select 'openid', payer_appid, payer_openid, null, null, null, null, 'stranger' from world.ticket
where kind = 'sale' and payer_openid is not null and person_id is null;

-- Membership numbers of one person, and what was given on registering.
create or replace view truth.membership_truth as
select member_no, person_id, membership_no, mall_id, registered_at, phone, phone_kind, is_base
from world.membership;

-- Every member who named a referrer: whether made up for the reward, and by which pattern.
create or replace view truth.referral_truth as
select m.member_no, m.referrer_member_no, coalesce(p.pattern, 'natural') as pattern,
    coalesce(p.is_fraud, false) as is_fraud
from world.membership as m
left join world.referral_plant as p using (member_no)
where m.referrer_member_no is not null;

-- Who really stood behind a touchpoint. Keys are the feeds' natural keys, joined by |; times are UTC, to the
-- second.
create or replace view truth.touchpoint_truth as
select 'member_registry' as feed, member_no || '|' || utc_text(tier_changed_at) as source_key, person_id
from world.tier_change
inner join world.membership using (member_no)
union all
select 'pos_sales', s.pos_store_code || '|' || cast(t.sold_at as date) || '|' || t.till_no || '|' || t.ticket_no,
    t.person_id
from world.ticket as t
inner join world.shop as s using (shop_id)
where t.is_at_till
union all
select 'wechatpay_bill', concat_ws('|', transaction_id, refund_id), person_id from world.ticket
where tender = 'wechat'
union all
select 'wechatpay_circle', coalesce(refund_id, transaction_id), person_id from world.ticket where is_circle
union all
select 'wechatpay_circle', openid || '|' || utc_text(authorised_at), person_id from world.circle_auth
union all
select 'wechatpay_coupon', s.coupon_code || '|' || s.state, c.person_id
from world.coupon_state as s
inner join world.coupon as c using (coupon_code)
where c.via = 'wechat'
union all
select 'alipay_bill', concat_ws('|', alipay_trade_no, alipay_refund_no), person_id from world.ticket
where tender = 'alipay'
union all
select 'parking', park_code || '|' || coalesce(record_id, plate || '|' || utc_text(in_at)), person_id
from world.parking_session
union all
select 'voucher_' || platform, voucher_id || if(platform = 'meituan', '|' || utc_text(verified_at), ''),
    person_id from world.voucher
union all
select 'form_signup', form_id || '|' || serial_no, person_id from world.form_signup
union all
select 'groupbuy_order', activity_id || '|' || serial, person_id from world.gb_order
union all
select 'points', entry_no, person_id from world.points_entry
union all
select 'app_event', event_id, person_id from world.app_event
union all
select 'app_binding', appid || '|' || openid || '|' || utc_text(bound_at) || '|' || action, person_id
from world.app_binding
union all
select 'benefit_ledger', s.coupon_code || '|' || s.state || '|' || utc_text(s.state_at), c.person_id
from world.coupon_state as s
inner join world.coupon as c using (coupon_code)
where c.via = 'ledger'
union all
select 'outreach_log', send_id, person_id from world.outreach where person_id is not null
union all
select 'event_checkin', event_id || '|' || coalesce(member_no, openid, phone), person_id from world.checkin
union all
select 'survey', survey_id || '|' || coalesce(member_no, openid), person_id from world.survey
union all
select 'wifi_portal', mac_hash || '|' || utc_text(login_at), person_id from world.wifi_login
union all
select 'wecom_contact', external_userid || '|' || staff_id, person_id from world.friendship
union all
select 'wecom_group', chat_id || '|' || external_userid || '|' || utc_text(joined_at), person_id
from world.group_stay
union all
select 'wecom_chat_meta', msgid, person_id from world.chat_message
union all
select 'wecom_link', link_id || '|' || external_userid, person_id from world.link_customer;
