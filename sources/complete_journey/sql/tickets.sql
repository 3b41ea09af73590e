-- pos_sales, in both shapes that tills deliver. Tickets of three middling stores come as V332M documents (JSON
-- Lines on even days of the month, SOAP envelopes on odd ones), all others in the Chinese CSV export.

create temp table till_line as
select
    l.delivered_on,
    l.local_at,
    l.basket_id,
    l.source_row,
    l.store_id,
    l.household_id,
    l.product_id,
    p.product_type,
    l.quantity,
    -- a unit price that does not come out to the cent is left out, not rounded
    case when l.quantity > 0 and l.gross_fen % l.quantity = 0 then yuan(l.gross_fen // l.quantity) end as unit_price,
    yuan(l.discount_fen) as discount,
    yuan(l.net_fen) as net,
    l.net_fen,
    l.store_id in (316, 424, 446) as is_document
from line as l
left join source_product as p using (product_id)
order by l.delivered_on, l.local_at, l.basket_id, l.source_row;

create temp view pos_sales_export as
select
    delivered_on,
    row_number() over (order by delivered_on, local_at, basket_id, source_row) as seq,
    store_id as "门店号",
    '01' as "收银机号",
    basket_id as "小票号",
    strftime(local_at, '%Y-%m-%d') as "交易日期",
    strftime(local_at, '%H:%M:%S') as "交易时间",
    '销售' as "交易类型",
    null as "原小票号",
    household_id as "会员卡号",
    null as "手机号",
    product_id as "商品编码",
    product_type as "商品名称",
    quantity as "数量",
    unit_price as "单价",
    discount as "折扣金额",
    net as "实收金额",
    null as "支付方式"
from till_line
where not is_document;

create macro xml(content) as
    replace(replace(replace(content::varchar, '&', '&amp;'), '<', '&lt;'), '>', '&gt;');

create macro element(name, content) as
    case when content is null then '' else '<' || name || '>' || xml(content) || '</' || name || '>' end;

create temp table document_ticket as
select
    delivered_on,
    local_at,
    basket_id,
    store_id,
    household_id,
    strftime(local_at, '%Y%m%d') as till_day,
    strftime(local_at, '%H%M%S') as till_clock,
    sum(quantity)::bigint as quantity,
    yuan(sum(net_fen)::bigint) as net,
    to_json(list({
        lineno: source_row - first_row + 1,
        itemcode: product_id::varchar,
        itemname: product_type,
        qty: quantity,
        sellingprice: unit_price,
        totaldiscountless: discount,
        netamount: net
    } order by source_row)) as items_json,
    string_agg(
        '<salesitem>' || element('lineno', source_row - first_row + 1) || element('itemcode', product_id)
        || element('itemname', product_type) || element('qty', quantity) || element('sellingprice', unit_price)
        || element('totaldiscountless', discount) || element('netamount', net) || '</salesitem>',
        '' order by source_row
    ) as items_xml
from (
    select *, min(source_row) over (partition by basket_id) as first_row from till_line where is_document
)
group by all;

-- day() decides the shape, so that every store delivers both over time.
create temp table pos_sales_document as
select
    delivered_on,
    row_number() over (order by delivered_on, local_at, basket_id) as seq,
    day(delivered_on) % 2 = 0 as is_json,
    case when day(delivered_on) % 2 = 0
        then to_json({
            header: {messagetype: 'SALESDATA', messageid: '332', version: 'V332M'},
            salestotal: {
                txdate_yyyymmdd: till_day,
                txtime_hhmmss: till_clock,
                mallid: 'CJ',
                storecode: store_id::varchar,
                tillid: '01',
                salestype: 'SA',
                txdocno: basket_id::varchar,
                vipcode: household_id::varchar,
                netqty: quantity,
                netamount: net
            },
            salesitems: items_json::json
        })::varchar
        else
            '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>'
            || '<postsalescreate><header><messagetype>SALESDATA</messagetype><messageid>332</messageid>'
            || '<version>V332M</version></header><salestotal>' || element('txdate_yyyymmdd', till_day)
            || element('txtime_hhmmss', till_clock) || element('mallid', 'CJ') || element('storecode', store_id)
            || element('tillid', '01') || element('salestype', 'SA') || element('txdocno', basket_id)
            || element('vipcode', household_id) || element('netqty', quantity) || element('netamount', net)
            || '</salestotal><salesitems>' || items_xml || '</salesitems></postsalescreate>'
            || '</soapenv:Body></soapenv:Envelope>'
    end as document
from document_ticket;
