-- WeChat Pay's 智慧商圈 and coupons: decrypted resources, one a line. Fen, times with their zone.
create or replace macro notice(kind, told_at, resource) as
'{"id":"' || md5(resource) || '","create_time":"' || rfc3339(told_at) || '","event_type":"' || kind
|| '","resource_type":"encrypt-resource","resource":' || resource || '}';

create or replace view feed.circle_pay as
select
    t.sold_at::date as _day, t.sold_at as told_at, t.ticket_id::varchar as subject,
    case t.kind
        when 'sale'
            then compact({
                mchid: m.circle_mchid, merchant_name: m.mall_name, shop_name: s.shop_name,
                shop_number: s.circle_shop_number, appid: t.payer_appid, openid: t.payer_openid, amount: t.net_fen,
                time_end: rfc3339(t.sold_at), transaction_id: t.transaction_id, code: '478515832665'
            })
        else
            compact({
                mchid: m.circle_mchid, merchant_name: m.mall_name, shop_name: s.shop_name,
                shop_number: s.circle_shop_number, openid: t.payer_openid, appid: t.payer_appid,
                refund_time: rfc3339(t.sold_at), pay_amount: abs(coalesce(o.net_fen, t.net_fen)),
                refund_amount: abs(t.net_fen), transaction_id: t.transaction_id, refund_id: t.refund_id
            })
    end as _document
from world.ticket as t
inner join world.shop as s using (shop_id)
inner join world.mall as m on t.mall_id = m.mall_id
left join world.ticket as o on t.origin_ticket_id = o.ticket_id
where t.is_circle and in_window(t.sold_at);

create or replace view feed.circle_auth as
select
    greatest(authorised_at::date, getvariable('city_first_day')) as _day, authorised_at as told_at, openid as subject,
    '{"appid":"' || appid || '",' || substr(notice('MALL_AUTH.ACTIVATE_CARD', authorised_at, compact({
        openid: openid, code: '478515832665', mchid: m.circle_mchid, auth_type: 'REGISTERED_MODE '
    })), 2) as _document
from world.circle_auth
inner join world.mall as m using (mall_id)
where greatest(world.circle_auth.authorised_at::date, getvariable('city_first_day'))
    between getvariable('first_day') and getvariable('last_day');

create or replace view feed.circle_points as
select
    updated_at::date as _day, updated_at as told_at, transaction_id as subject,
    compact({
        sub_mchid: '1900000001', transaction_id: transaction_id, appid: appid, openid: openid, earn_points: earned,
        increased_points: increased_points, points_update_time: strftime(updated_at, '%Y-%m-%dT%H:%M:%S.120+08:00'),
        no_points_remarks: case when not earned then '勿存备注' end, total_points: total_points
    }) as _document
from world.circle_points
where in_window(world.circle_points.updated_at);

create or replace view feed.circle_parking as
with passage as (
    select session_id, in_at as told_at, 'IN' as state, openid, appid, plate, mall_id
    from world.parking_session
    where openid is not null and in_window(in_at)
    union all
    select session_id, out_at as told_at, 'OUT' as state, openid, appid, plate, mall_id
    from world.parking_session
    where openid is not null and in_window(out_at)
)

select
    p.told_at::date as _day, p.told_at, p.session_id || p.state as subject,
    compact({
        appid: p.appid, brandid: 1000, openid: p.openid, plate_number: p.plate, state: p.state,
        sub_mchid: m.circle_mchid, time: rfc3339(p.told_at)
    }) as _document
from passage as p
inner join world.mall as m using (mall_id);

-- All of a day's notifications, in the order in which they came.
create or replace view feed.circle as
with notification as (
    select 1 as kind, * from feed.circle_pay
    union all
    select 2 as kind, * from feed.circle_auth
    union all
    select 3 as kind, * from feed.circle_points
    union all
    select 4 as kind, * from feed.circle_parking
)

select _day, 'all' as _part, (told_at, kind, subject) as _seq, _document from notification;

-- Stocks of which the hash is a multiple of four are 代金券, the others 商家券.
create or replace view feed.wechat_coupon as
select
    s.state_at, c.*, s.state, hash(c.stock_id) % 4 = 0 as is_favor, m.circle_mchid, t.transaction_id, b.face_value_fen
from world.coupon_state as s
inner join world.coupon as c using (coupon_code)
left join world.benefit as b using (benefit_id)
left join world.mall as m on c.mall_id = m.mall_id
left join world.ticket as t on s.ticket_id = t.ticket_id
where
    c.via = 'wechat' and s.verify_ok is distinct from false and s.state in ('issued', 'redeemed', 'expired')
    and in_window(s.state_at);

create or replace view feed.coupon_notice as
select
    state_at::date as _day, 'coupon' as _part, (state_at, coupon_code, state) as _seq,
    case
        when is_favor
            then '{"appid":"' || appid || '","openid":"' || openid || '",'
            || substr(notice('COUPON', state_at, compact({
                stock_creator_mchid: circle_mchid, stock_id: stock_id, coupon_id: coupon_code, coupon_name: '代金券',
                status: case state when 'issued' then 'SENDED' when 'redeemed' then 'USED' else 'EXPIRED' end,
                description: '勿存说明', create_time: strftime(issued_at, '%Y-%m-%dT%H:%M:%S.120+08:00'),
                coupon_type: 'NORMAL', available_begin_time: rfc3339(issued_at),
                available_end_time: rfc3339(expires_at),
                normal_coupon_information: {coupon_amount: face_value_fen, transaction_minimum: 0},
                consume_information: case when state = 'redeemed' then {
                    consume_time: rfc3339(state_at), consume_mchid: circle_mchid, transaction_id: transaction_id
                } end
            })), 2)
        when state = 'issued'
            then compact({
                appid: appid, event_type: 'EVENT_TYPE_BUSICOUPON_SEND', coupon_code: coupon_code, stock_id: stock_id,
                send_time: rfc3339(state_at), openid: openid, unionid: unionid,
                send_channel: 'BUSICOUPON_SEND_CHANNEL_MINIAPP', send_merchant: circle_mchid
            })
        else
            compact({
                request: {coupon_code: coupon_code, appid: appid, openid: openid},
                response: {
                    belong_merchant: circle_mchid, stock_name: '勿存券名', coupon_code: coupon_code, stock_id: stock_id,
                    coupon_state: case state when 'redeemed' then 'USED' else 'EXPIRED' end,
                    receive_time: rfc3339(issued_at), expire_time: rfc3339(expires_at),
                    use_time: case when state = 'redeemed' then rfc3339(state_at) end
                }
            })
    end as _document
from feed.wechat_coupon
where openid is not null;
