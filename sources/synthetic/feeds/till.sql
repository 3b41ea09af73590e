-- Till tickets: the CSV export of one shop, V332M documents of the next. Yuan; returns are negative.
create or replace view feed.till_ticket as
select
    t.ticket_id, t.mall_id, s.pos_store_code, s.till_format, t.till_no, t.ticket_no, t.sold_at, t.business_date, t.kind,
    o.ticket_no as original_ticket_no, cast(o.sold_at as date) as original_date, o.till_no as original_till_no, t.card_no,
    t.phone, t.net_fen, t.tender
from world.ticket as t
inner join world.shop as s using (shop_id)
left join world.ticket as o on t.origin_ticket_id = o.ticket_id
where t.is_at_till and t.business_date between getvariable('first_day') and getvariable('last_day');

create or replace view feed.till_line as
select
    t.*, l.line_no, l.sku_id, p.name as item_name, l.quantity, l.unit_price_fen, l.discount_fen,
    l.net_fen as line_fen
from world.ticket_line as l
inner join feed.till_ticket as t using (ticket_id)
left join world.product as p using (sku_id)
where l.business_date between getvariable('first_day') and getvariable('last_day');

create or replace view feed.pos_csv as
select
    business_date as _day, mall_id as _part, (sold_at, ticket_id, line_no) as _seq, pos_store_code as "门店号",
    till_no as "收银机号", ticket_no as "小票号", strftime(sold_at, '%Y-%m-%d') as "交易日期",
    strftime(sold_at, '%H:%M:%S') as "交易时间", case kind when 'return' then '退货' else '销售' end as "交易类型",
    original_ticket_no as "原小票号", card_no as "会员卡号", phone as "手机号", sku_id as "商品编码",
    item_name as "商品名称", quantity as "数量", yuan(unit_price_fen) as "单价", yuan(discount_fen) as "折扣金额",
    yuan(line_fen) as "实收金额",
    case tender when 'wechat' then '微信' when 'alipay' then '支付宝' when 'cash' then '现金' else '银行卡' end as "支付方式"
from feed.till_line
where till_format = 'csv';

create or replace view feed.pos_document as
select
    business_date, mall_id, sold_at, ticket_id, till_format, any_value(pos_store_code) as store,
    any_value(till_no) as till_no, any_value(ticket_no) as ticket_no, any_value(kind) as kind,
    any_value(original_ticket_no) as original_ticket_no, any_value(original_date) as original_date,
    any_value(original_till_no) as original_till_no, any_value(card_no) as card_no, any_value(phone) as phone,
    any_value(net_fen) as net_fen, any_value(tender) as tender, sum(quantity)::bigint as quantity,
    count(*) as line_count,
    list({
        lineno: line_no, itemcode: sku_id, itemname: item_name, qty: quantity, sellingprice: yuan(unit_price_fen),
        totaldiscountless: yuan(discount_fen), netamount: yuan(line_fen)
    } order by line_no) as items
from feed.till_line
where till_format <> 'csv'
group by business_date, mall_id, sold_at, ticket_id, till_format;

create or replace view feed.pos_json as
select
    business_date as _day, 'all' as _part, (sold_at, ticket_id) as _seq, line_count as _rows,
    compact({
        header: {licensekey: 'CITY', username: 'city', messagetype: 'SALESDATA', messageid: '332', version: 'V332M'},
        salestotal: {
            localstorecode: '', txdate_yyyymmdd: strftime(sold_at, '%Y%m%d'),
            txtime_hhmmss: strftime(sold_at, '%H%M%S'),
            mallid: mall_id, storecode: store, tillid: till_no,
            salestype: case kind when 'return' then 'SR' else 'SA' end, txdocno: ticket_no,
            orgtxdate_yyyymmdd: strftime(original_date, '%Y%m%d'), orgtillid: original_till_no,
            orgtxdocno: original_ticket_no, vipcode: card_no, mobile: phone, netqty: quantity, netamount: yuan(net_fen)
        },
        salesitems: items,
        salestenders: [{lineno: 1, tendercode: upper(tender), payamount: yuan(net_fen)}]
    }) as _document
from feed.pos_document
where till_format = 'v332m_json';

create or replace view feed.pos_xml as
select
    business_date as _day, 'all' as _part, (sold_at, ticket_id) as _seq, line_count as _rows,
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><postsalescreate>'
    || '<header><messagetype>SALESDATA</messagetype><messageid>332</messageid><version>V332M</version></header>'
    || '<salestotal>' || element('txdate_yyyymmdd', strftime(sold_at, '%Y%m%d'))
    || element('txtime_hhmmss', strftime(sold_at, '%H%M%S'))
    || element('mallid', mall_id) || element('storecode', store)
    || element('tillid', till_no) || element('salestype', case kind when 'return' then 'SR' else 'SA' end)
    || element('txdocno', ticket_no) || element('orgtxdate_yyyymmdd', strftime(original_date, '%Y%m%d'))
    || element('txorgdocno', original_ticket_no) || element('vipcode', card_no) || element('mobile', phone)
    || element('netqty', quantity) || element('netamount', yuan(net_fen)) || '</salestotal><salesitems>'
    || list_reduce(list_transform(items, lambda i:
        '<salesitem>' || element('lineno', i.lineno) || element('itemcode', i.itemcode) || cdata('itemname', i.itemname)
        || element('qty', i.qty) || element('sellingprice', i.sellingprice)
        || element('totaldiscountless', i.totaldiscountless) || element('netamount', i.netamount) || '</salesitem>'
    ), lambda a, b: a || b)
    || '</salesitems><salestenders><salestender>' || element('tendercode', upper(tender))
    || element('payamount', yuan(net_fen)) || '</salestender></salestenders></postsalescreate>'
    || '</soapenv:Body></soapenv:Envelope>' as _document
from feed.pos_document
where till_format = 'v332m_xml';
