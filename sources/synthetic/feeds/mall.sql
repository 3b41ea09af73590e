-- Car parks, each in the words of its vendor, and footfall counters.
create or replace view feed.parking_stay as
select s.*, m.parking_vendor, (s.session_id, s.in_at) as stay_order
from world.parking_session as s
inner join world.mall as m using (mall_id)
where s.business_date between getvariable('first_day')::date - 4 and getvariable('last_day')::date + 1;

-- The export of a day: stays that ended on it, and cars that were still inside at midnight.
create or replace view feed.parking_csv as
with told as (
    select out_at::date as day, *, true as is_over from feed.parking_stay where out_at is not null
    union all
    select in_at::date as day, *, false as is_over from feed.parking_stay
    where out_at is null or out_at::date > in_at::date
)

select
    day as _day, park_code as _part, stay_order as _seq, park_code as "车场编号", record_id as "记录号",
    plate as "车牌号",
    case plate_color when 'GREEN' then '绿牌' when 'YELLOW' then '黄牌' else '蓝牌' end as "车牌颜色",
    case when due_fen = 0 then '月租车' else '临时车' end as "车辆类型", entrance as "入口", local_text(in_at) as "入场时间",
    case when is_over then exit end as "出口", case when is_over then local_text(out_at) end as "出场时间",
    case when is_over then yuan(due_fen) end as "应收金额", case when is_over then yuan(discount_fen) end as "优惠金额",
    case when is_over then yuan(paid_fen) end as "实收金额",
    case when is_over then case tender when 'wechat' then '微信' when 'alipay' then '支付宝' else tender end end as "支付方式",
    card_no as "会员卡号"
from told
where parking_vendor = 'csv' and day between getvariable('first_day') and getvariable('last_day');

-- Mallcoo tells entries only, plates percent-encoded.
create or replace view feed.parking_mallcoo as
select
    in_at::date as _day, park_code as _part, stay_order as _seq,
    compact({
        ParkCode: park_code, PlateNo: url_encode(plate), InTime: local_text(in_at), TradeID: record_id, Brand: ''
    }) as _document
from feed.parking_stay
where parking_vendor = 'mallcoo' and in_window(in_at);

-- Tengdao: notices of entry and exit, amounts in fen; its gateway leaves spaces around some keys and wraps half of
-- the contents as text.
create or replace view feed.parking_tengdao as
with enter_notice as (
    select
        in_at as told_at, park_code, stay_order, 'enterNotify' as service,
        compact({
            parkCode: park_code, "recordNo ": ' ' || record_id, plateNum: plate, carType: '9', carSubType: '91',
            entrance: entrance, "enterTime ": local_text(in_at), remainParkNum: '120', totalParkNum: '800'
        }) as content
    from feed.parking_stay
    where parking_vendor = 'tengdao' and in_window(in_at)
),

leave_notice as (
    select
        out_at as told_at, park_code, stay_order, 'leaveNotify' as service,
        compact({
            parkCode: park_code, recordNo: record_id, plateNum: plate, carType: '9', entrance: entrance,
            enterTime: local_text(in_at), exitdesc: exit, leaveTime: local_text(out_at), payableFee: due_fen::varchar,
            discountFee: discount_fen::varchar, paidFee: paid_fen::varchar, cashFee: '0', mobileFee: paid_fen::varchar
        }) as content
    from feed.parking_stay
    where parking_vendor = 'tengdao' and in_window(out_at)
),

notice as (
    from enter_notice
    union all
    from leave_notice
)

select
    told_at::date as _day, park_code as _part, (told_at, stay_order, service) as _seq,
    case
        when hash(stay_order) % 2 = 0
            then to_json({
                pid: 'CITY', serviceName: service, sign: md5(content), timestamp: unix_ms(told_at)::varchar,
                bizContent: content
            })::varchar
        else
            '{"pid":"CITY","serviceName":"' || service || '","sign":"' || md5(content) || '","timestamp":"'
            || unix_ms(told_at) || '","bizContent":' || content || '}'
    end as _document
from notice;

-- Bolink: entry and exit by push, seconds, yuan as text and once with its unit; exits are sent until settled.
create or replace view feed.parking_bolink as
with push as (
    select
        in_at as told_at, park_code, stay_order, 0 as exits,
        compact({
            order_id: coalesce(record_id, 'S' || session_id), plate_number: plate, park_id: park_code, com_id: '9100',
            start_time: unix(in_at),
            in_channel_id: entrance, license_color: '1', car_type: '临时车'
        }) as data
    from feed.parking_stay
    where parking_vendor not in ('csv', 'mallcoo', 'tengdao') and in_window(in_at)
    union all
    select
        out_at as told_at, park_code, stay_order, 1 as exits,
        compact({
            order_id: coalesce(record_id, 'S' || session_id), car_number: plate, park_id: park_code, com_id: '9100',
            start_time: unix(in_at),
            end_time: unix(out_at), in_channel_id: entrance, out_channel_id: exit, total: yuan(paid_fen),
            amount_receivable: yuan(due_fen), reduce_amount: yuan(discount_fen) || '元', pay_type: tender
        }) as data
    from feed.parking_stay
    where parking_vendor not in ('csv', 'mallcoo', 'tengdao') and in_window(out_at)
)

select
    told_at::date as _day, park_code as _part, (told_at, stay_order, exits) as _seq,
    '{"data":' || data || ',"sign":"' || upper(md5(data)) || '"}' as _document
from push;

-- Counters write the hour as a number in one mall and as a span in the next.
create or replace view feed.footfall as
select
    f.day as _day, f.mall_id as _part, (f.gate_id, f.hour) as _seq, f.mall_id as site_id, f.gate_id, f.day as date,
    case
        when hash(f.mall_id) % 2 = 0 then f.hour::varchar
        else lpad(f.hour::varchar, 2, '0') || ':00-' || lpad((f.hour + 1)::varchar, 2, '0') || ':00'
    end as hour,
    f.in_count, f.out_count
from world.footfall as f
where f.day between getvariable('first_day') and getvariable('last_day');
