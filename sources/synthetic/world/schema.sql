-- Every table of the city. Times are wall-clock times of Asia/Shanghai (TIMESTAMP), money is BIGINT fen.
-- `*_at` is an instant, `*_on` and `day` are dates; `business_date` follows the mall's day cut.
-- `known_from`/`known_to` of master tables: the delivery days (inclusive, NULL = still) on which the row is
-- in the hand-kept file. Ids are invented; phones have prefixes that nobody was given (160, 161, 163, 164,
-- 168, 169); plates have letters that no registry issues. Nobody has a name.
create schema if not exists world;

-- ------------------------------------------------------------------ calendar
create or replace table world.calendar (
    day date, day_no integer,            -- 0 = first simulated day
    dow integer,                         -- ISO: 1 Monday … 7 Sunday
    is_weekend boolean, holiday varchar, -- name of the public holiday, else NULL
    is_member_day boolean,
    season double                        -- factor on visits
);

-- ------------------------------------------------------------------ master data
create or replace table world.mall (
    mall_id varchar, mall_name varchar, mall_type varchar, timezone varchar, business_day_cut_hour integer,
    open_hour integer, close_hour integer, parking_codes varchar, currency varchar,
    parking_vendor varchar,              -- csv, mallcoo, tengdao or bolink: the shape its car park speaks
    circle_mchid varchar,                -- merchant number of the mall at WeChat Pay
    known_from date, known_to date
);
create or replace table world.shop (
    shop_id varchar, mall_id varchar, shop_no integer, shop_name varchar, brand varchar, floor varchar,
    category varchar, pos_store_code varchar, circle_shop_number varchar, douyin_account_id varchar,
    meituan_shop_uuid varchar, sub_mchid varchar, margin_rate double,
    till_format varchar,                 -- csv, v332m_json or v332m_xml
    ticket_median_fen integer, weight double, known_from date, known_to date
);
create or replace table world.gate (gate_id varchar, mall_id varchar, is_outer boolean, share double,
    known_from date, known_to date);
create or replace table world.entry (
    entry_id varchar, mall_id varchar, kind varchar, touchpoint_type varchar, scene varchar, channel varchar,
    state_code varchar, campaign_id varchar, staff_id varchar, partner_code varchar, valid_from timestamp,
    valid_to timestamp, known_from date, known_to date
);
create or replace table world.staff (
    staff_id varchar, mall_id varchar, staff_no integer, role varchar, shop_id varchar, phone varchar,
    wecom_userid varchar,                -- equals staff_id: one name for one colleague
    person_id integer,                   -- who the colleague is as a customer
    left_on date,                        -- resigned: friends are transferred
    known_from date, known_to date
);
create or replace table world.chat_group (
    chat_id varchar, mall_id varchar, group_no integer, group_type varchar, staff_id varchar,
        created_at timestamp,
    dismissed_at timestamp, known_from date, known_to date
);
create or replace table world.campaign (
    campaign_id varchar, mall_id varchar, campaign_no integer, name varchar, objective varchar, node varchar,
    start_at timestamp, end_at timestamp, template_id varchar, owner varchar, known_from date, known_to date
);
create or replace table world.content (
    content_id varchar, campaign_id varchar, mall_id varchar, content_no integer, platform varchar,
        kind varchar,
    column_type varchar, crowd varchar, benefit_point varchar, action_path varchar, tracking_code varchar,
    entry_id varchar, chat_id varchar, planned_at timestamp, published_at timestamp, duration_s integer,
    known_from date, known_to date
);
create or replace table world.benefit (
    benefit_id varchar, campaign_id varchar, mall_id varchar, benefit_no integer, name varchar,
        benefit_class varchar,
    benefit_type varchar, face_value_fen bigint, unit_cost_fen bigint, bearer varchar, stock_id varchar,
        quota integer,
    valid_days integer, trigger varchar, cap_issue_fen bigint, cap_member_month_fen bigint,
        cap_month_fen bigint,
    pack_id varchar,
    min_spend_fen bigint, known_from date, known_to date
);
create or replace table world.task (
    task_id varchar, campaign_id varchar, mall_id varchar, kind varchar, steps varchar, window_days integer,
    reward_benefit_id varchar, known_from date, known_to date
);
create or replace table world.event (
    event_id varchar, mall_id varchar, community_id varchar, event_no integer, name varchar,
        event_kind varchar,
    ring varchar, cadence varchar, theme varchar,
    form_id varchar,                     -- sign-up form; jinshuju where event_no is odd, else wenjuanxing
    form_vendor varchar,
    campaign_id varchar, start_at timestamp, end_at timestamp, capacity integer, fee_fen bigint,
        host_member_no varchar,
    template_id varchar, known_from date, known_to date
);
create or replace table world.cost (
    cost_id varchar, day date, kind varchar, amount_fen bigint, campaign_id varchar, event_id varchar,
    benefit_id varchar, channel varchar, known_from date, known_to date
);
create or replace table world.product (
    sku_id varchar, sku_no integer, name varchar, category varchar, subcategory varchar, brand varchar,
    is_own_brand boolean, is_imported boolean, is_organic boolean, is_fresh boolean, price_band varchar,
    margin_rate double, price_fen bigint, known_from date, known_to date
);
create or replace table world.community (community_id varchar, name varchar, tier varchar, households integer,
    mall_id varchar, known_from date, known_to date);
create or replace table world.building (
    community_id varchar, building_no varchar, households integer, unit_type varchar,
        family_structure varchar,
    known_from date, known_to date
);
create or replace table world.pickup_point (
    pickup_point_id varchar, community_id varchar, mode varchar, capacity integer, leader_id varchar,
        known_from date,
    known_to date
);
create or replace table world.leader (
    leader_id varchar, community_id varchar, declared_type varchar, phone varchar, applied_at timestamp,
    approved_at timestamp, left_at timestamp, is_property_or_shop_owner boolean, person_id integer,
        skill double,
    known_from date, known_to date
);
create or replace table world.role (
    member_no varchar, role varchar, valid_from timestamp, valid_to timestamp, known_from date, known_to date
);
create or replace table world.experiment (
    experiment_id varchar, campaign_id varchar, kind varchar, unit varchar, arms varchar, salt varchar,
    population varchar, primary_metric varchar, metrics varchar, outcome_days integer, pre_days integer,
    start_at timestamp, end_at timestamp, registered_at timestamp, assigned_externally boolean,
    visit_lift double,                   -- planted: visits of the treated are multiplied by 1 + lift
    spend_lift double,                   -- planted: amounts of the treated are multiplied by 1 + lift
    known_from date, known_to date
);
create or replace table world.target (
    metric_id varchar, mall_id varchar, dimension varchar, dimension_value varchar, target double,
        warn double,
    critical double, direction varchar, owner_role varchar, playbook_id varchar, known_from date,
        known_to date
);

-- ------------------------------------------------------------------ people and what they carry
create or replace table world.person (
    person_id integer, household_id integer, home_mall_id varchar, community_id varchar, building_no varchar,
    is_staff boolean, staff_id varchar,
    segment varchar,                     -- family, office, sport, beauty, senior
    affinity varchar,                    -- shop category liked most
    visit_rate double,                   -- visits per average day
    weekend_bias double, spend_factor double, buy_rate double,
    has_car boolean, uses_wechat_pay boolean,
    joins_on date,                       -- day of joining; NULL = never joins
    joins_by varchar,                    -- app, friend, till, event, referral
    churns_on date,                      -- no visit from this day on; NULL = stays
    birthday_md varchar
);
-- Who uses a number when. A number with two people at once is a family phone, one after another is recycled.
create or replace table world.phone (
    phone varchar, person_id integer, valid_from date, valid_to date,
    kind varchar,                        -- own, second, family (a relative's), recycled, placeholder
    is_owner boolean
);
create or replace table world.wechat (
    wechat_id integer, person_id integer, account_no integer, unionid varchar,
    unionid_known_from date              -- before, vendors deliver no unionid for it; NULL = never do
);
create or replace table world.openid (wechat_id integer, person_id integer, appid varchar, app varchar,
    openid varchar);
create or replace table world.external_contact (external_userid varchar, corp_id varchar, wechat_id integer,
    person_id integer);
create or replace table world.membership (
    member_no varchar, person_id integer, membership_no integer, -- 2 = the same person once more
    mall_id varchar, registered_at timestamp, phone varchar, phone_kind varchar, wechat_id integer,
        unionid varchar,
    openid varchar, appid varchar, card_no varchar, entry_id varchar, referrer_member_no varchar,
    -- at the end
    guide_staff_id varchar, birthday_md varchar, is_paid_member boolean, paid_from date, paid_to date,
    consent_marketing boolean,
    is_base boolean                      -- registered before the first simulated day: delivered with it
);
-- Invitees who stand for a pattern: made up for the reward, or honest and close to it.
create or replace table world.referral_plant (member_no varchar, referrer_member_no varchar, pattern varchar,
    is_fraud boolean);
-- A row of the registry: `is_paid_member` and the dates as they were from then on.
create or replace table world.tier_change (
    member_no varchar, tier varchar, tier_changed_at timestamp, is_paid_member boolean, paid_from date,
        paid_to date
);
create or replace table world.card (card_no varchar, member_no varchar, person_id integer, issued_on date);
create or replace table world.card_loan (card_no varchar, owner_person_id integer, borrower_person_id integer,
    valid_from date, valid_to date);
create or replace table world.plate (
    plate varchar, household_id integer, plate_color varchar, valid_from date, valid_to date
);
create or replace table world.plate_driver (plate varchar, person_id integer, is_main boolean);
create or replace table world.device (device_id varchar, person_id integer,
    kind varchar); -- own, or staff: a counter's
create or replace table world.mac (mac_hash varchar, person_id integer, valid_from date, valid_to date);

-- ------------------------------------------------------------------ on site
create or replace table world.visit (
    visit_id bigint,                     -- day_no * 2^32 + person_id
    person_id integer, member_no varchar, -- NULL while not a member
    mall_id varchar, business_date date, entered_at timestamp, left_at timestamp, by_car boolean,
        plate varchar,
    companions integer, device_id varchar
);
create or replace table world.ticket (
    ticket_id bigint, visit_id bigint, person_id integer, -- NULL person: an anonymous buyer
    mall_id varchar, shop_id varchar, till_no varchar, ticket_no varchar, business_date date,
        sold_at timestamp,
    kind varchar,                        -- sale, return
    origin_ticket_id bigint,             -- of a return
    is_full_return boolean,
    gross_fen bigint, discount_fen bigint, net_fen bigint, -- signed: returns are negative
    tender varchar,                      -- wechat, alipay, card, cash
    transaction_id varchar,              -- WeChat Pay's, 28 digits
    refund_id varchar,                   -- WeChat Pay's, of a return
    alipay_trade_no varchar, alipay_refund_no varchar, out_trade_no varchar, out_refund_no varchar,
    payer_openid varchar, payer_appid varchar, -- of wechat payments
    member_no varchar,                   -- whose card or phone was shown; NULL = nothing shown
    card_no varchar, phone varchar,      -- what was shown at the till (one of them)
    -- owner of what was shown; differs from person_id where a card is lent
    shown_person_id integer,
    is_circle boolean,                   -- also comes over 智慧商圈
    is_at_till boolean                   -- the shop delivers it to the till feed
);
create or replace table world.ticket_line (
    ticket_id bigint, line_no integer, sku_id varchar, quantity integer, unit_price_fen bigint,
        discount_fen bigint,
    net_fen bigint, business_date date
);
create or replace table world.footfall (gate_id varchar, mall_id varchar, is_outer boolean, day date,
    hour integer, in_count integer, out_count integer);
create or replace table world.parking_session (
    -- NULL where the park gives none
    session_id bigint, park_code varchar, mall_id varchar, record_id varchar,
    plate varchar, plate_color varchar, person_id integer, household_id integer, visit_id bigint,
        member_no varchar,
    card_no varchar, business_date date, in_at timestamp, out_at timestamp, -- NULL out: still inside
    entrance varchar, exit varchar, due_fen bigint, discount_fen bigint, paid_fen bigint, tender varchar,
    openid varchar, appid varchar        -- where the driver has authorised 智慧商圈
);
create or replace table world.wifi_login (
    login_id bigint, mall_id varchar, ap_id varchar, mac_hash varchar, person_id integer, phone varchar,
    openid varchar, appid varchar, login_at timestamp, logout_at timestamp, business_date date
);

-- ------------------------------------------------------------------ WeCom
create or replace table world.tag (tag_id varchar, tag_name varchar, group_id varchar, group_name varchar,
    tag_order integer, created_at timestamp, known_from date, known_to date);
create or replace table world.friendship (
    friendship_id bigint, external_userid varchar, wechat_id integer, person_id integer, staff_id varchar,
    mall_id varchar, added_at timestamp, add_way integer, -- 202 = assigned to a successor: no new friend
    state varchar, entry_id varchar, link_id varchar, remark_phone varchar, remark_phone_kind varchar,
    is_transfer boolean, transferred_from varchar,
    deleted_at timestamp, deleted_by varchar -- customer, staff, transfer
);
create or replace table world.friend_tag (friendship_id bigint, external_userid varchar, staff_id varchar,
    tag_id varchar, put_at timestamp, removed_at timestamp);
create or replace table world.group_stay (
    stay_id bigint, chat_id varchar, external_userid varchar, wechat_id integer, person_id integer,
    joined_at timestamp, join_scene integer, state varchar, invitor varchar, left_at timestamp,
        quit_scene integer
);
create or replace table world.link (link_id varchar, link_name varchar, mall_id varchar, state varchar,
    entry_id varchar, created_at timestamp);
create or replace table world.link_customer (link_id varchar, external_userid varchar, person_id integer,
    staff_id varchar, chat_status integer, state varchar, added_at timestamp);
create or replace table world.mass_send (
    msgid varchar, campaign_id varchar, content_id varchar, mall_id varchar, creator varchar,
        created_at timestamp,
    kind varchar                         -- single (to friends), group (to chats)
);
-- 0, 2
create or replace table world.mass_send_task (msgid varchar, staff_id varchar, status integer,
    sent_at timestamp);
create or replace table world.mass_send_target (
    msgid varchar, staff_id varchar, external_userid varchar, chat_id varchar, person_id integer,
    status integer, sent_at timestamp    -- 0 not sent, 1 sent, 2 not a friend, 3 quota used up
);
create or replace table world.chat_message (
    msgid varchar, seq bigint, sent_at timestamp, -- with milliseconds
    staff_id varchar, external_userid varchar, person_id integer, chat_id varchar, -- chat: said in a group
    is_from_customer boolean, msgtype varchar, action varchar
);
create or replace table world.staff_stat (
    staff_id varchar, day date, chat_cnt integer, message_cnt integer, reply_percentage double,
        avg_reply_time integer,
    -- reply_*: NULL without a chat
    new_apply_cnt integer, new_contact_cnt integer, negative_feedback_cnt integer
);
create or replace table world.group_stat (
    staff_id varchar, day date, new_chat_cnt integer, chat_total integer, chat_has_msg integer,
        new_member_cnt integer,
    member_total integer, member_has_msg integer, msg_total integer
);

-- ------------------------------------------------------------------ reach, benefits, app
create or replace table world.outreach (
    send_id varchar, campaign_id varchar, experiment_id varchar, arm varchar, channel varchar,
        staff_id varchar,
    -- one of three
    is_manual boolean, person_id integer, member_no varchar, external_userid varchar, chat_id varchar,
    content_id varchar, planned_at timestamp, sent_at timestamp, status varchar, fail_reason varchar
);
create or replace table world.coupon (
    coupon_code varchar, benefit_id varchar, mall_id varchar, person_id integer, member_no varchar,
        openid varchar,
    appid varchar,                       -- by member_no, or by openid and appid
    via varchar,                         -- ledger (the mall's own), wechat (商家券, also in wechatpay_coupon)
    stock_id varchar, unionid varchar, issued_at timestamp, expires_at timestamp, campaign_id varchar
);
create or replace table world.coupon_state (
    coupon_code varchar, state varchar, state_at timestamp, shop_id varchar,
    order_no varchar,                    -- ticket that carries it, as store-date-till-ticket
    ticket_id bigint, verify_ms integer, verify_ok boolean
);
create or replace table world.points_entry (
    entry_no varchar, member_no varchar, person_id integer, mall_id varchar, occurred_at timestamp,
        change bigint,
    reason varchar, ref_no varchar, expires_at timestamp
);
create or replace table world.circle_auth (openid varchar, appid varchar, person_id integer, mall_id varchar,
    authorised_at timestamp);
create or replace table world.circle_points (
    transaction_id varchar, openid varchar, appid varchar, person_id integer, earned boolean,
        increased_points bigint, updated_at timestamp,
    total_points bigint
);
create or replace table world.app_event (
    event_id varchar, occurred_at timestamp, appid varchar, openid varchar, unionid varchar,
        person_id integer,
    event varchar, mall_id varchar, content_id varchar, campaign_id varchar, entry_id varchar,
        task_id varchar,
    benefit_id varchar, coupon_code varchar, point_id varchar, device_id varchar, ip_hash varchar,
        duration_s integer
);
create or replace table world.app_binding (
    bound_at timestamp, appid varchar, openid varchar, unionid varchar, person_id integer, phone varchar,
    phone_verified boolean, plate varchar, card_no varchar, action varchar
);
create or replace table world.form_signup (
    form_id varchar, vendor varchar, serial_no integer, event_id varchar, person_id integer, openid varchar,
    appid varchar, unionid varchar, phone varchar, submitted_at timestamp, ip varchar
);
create or replace table world.checkin (
    event_id varchar, checked_in_at timestamp, person_id integer, member_no varchar, openid varchar,
        phone varchar,
    companions integer, gate varchar     -- by member_no, openid or phone: one of three
);
create or replace table world.voucher (
    voucher_id varchar,                  -- douyin: verify_id; meituan: receipt code
    platform varchar, certificate_id varchar, order_id varchar, account_id varchar, deal_id varchar,
    mall_id varchar, shop_id varchar, person_id integer, phone varchar, -- NULL: given by neither
    verified_at timestamp, business_date date, price_fen bigint, market_price_fen bigint,
        merchant_ticket_fen bigint,
    platform_discount_fen bigint, cancelled_at timestamp
);
create or replace table world.survey (
    survey_id varchar, answered_at timestamp, person_id integer, member_no varchar, openid varchar,
        kind varchar,
    score integer, event_id varchar
);
create or replace table world.content_stat (
    day date, platform varchar, content_id varchar, exposures integer, clicks integer, likes integer,
        comments integer,
    shares integer
);

-- ------------------------------------------------------------------ community stores
create or replace table world.gb_activity (
    activity_id varchar, leader_id varchar, community_id varchar, opened_at timestamp, closed_at timestamp
);
create or replace table world.gb_order (
    order_no varchar,                    -- activity-serial
    activity_id varchar, serial integer, -- 跟团号, from 1 in every activity
    person_id integer, phone varchar, leader_id varchar, community_id varchar, building_no varchar,
    pickup_point_id varchar, paid_at timestamp, business_date date, amount_fen bigint, refund_fen bigint,
    refunded_at timestamp, status varchar -- 已支付, 已完成, 已退款, 部分退款
);
create or replace table world.gb_line (order_no varchar, line_no integer, sku_id varchar,
    product_name varchar, quantity integer, amount_fen bigint);
create or replace table world.fulfilment (
    order_no varchar, paid_at timestamp, promised_at timestamp, ready_at timestamp, picked_at timestamp,
    delivered_at timestamp, pickup_point_id varchar, mode varchar, reallocated boolean
);
create or replace table world.order_rating (
    order_no varchar, leader_id varchar, shop_id varchar, rated_at timestamp, stars integer,
        is_complaint boolean,
    responded_at timestamp
);
create or replace table world.inventory (
    day date, location_id varchar, sku_id varchar, on_hand_qty integer, on_hand_cost_fen bigint, lag_s integer
);

-- ------------------------------------------------------------------ experiments, erasure
create or replace table world.assignment (
    experiment_id varchar, unit_id varchar, unit varchar, person_id integer, arm varchar, probability double,
    assigned_at timestamp
);
-- Days on which a person would visit if visits were multiplied by `threshold` or more: a visit is made where
-- the product of 1 + lift over the person's treatments reaches it. The truth of an experiment needs both
-- outcomes.
create or replace table world.visit_chance (person_id integer, day date, threshold double, multiplier double);
create or replace table world.deletion_request (
    requested_at timestamp, person_id integer, identifier_type varchar, identifier varchar, -- raw value
    appid varchar, reason varchar
);
