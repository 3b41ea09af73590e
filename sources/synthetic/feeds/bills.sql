-- Bills of payment services: one a mall and day, with totals that reconcile. Yuan as text.
create or replace view feed.wallet_coupon_used as
select s.ticket_id, b.face_value_fen
from world.coupon_state as s
inner join world.coupon as c using (coupon_code)
inner join world.benefit as b using (benefit_id)
where s.state = 'redeemed' and s.ticket_id is not null and c.via = 'wechat' and hash(c.stock_id) % 4 = 0;

create or replace view feed.payment as
select
    t.*, s.pos_store_code, s.sub_mchid, s.shop_name, m.circle_mchid,
    substr(t.mall_id, 1, 40) as bill_part, hash(t.mall_id) % 3 as bill_form,
    -- a wallet coupon that the platform gives: the merchant is paid in full
    case when w.face_value_fen is null then 0 else least(w.face_value_fen, t.net_fen) end as coupon_fen
from world.ticket as t
inner join world.shop as s using (shop_id)
inner join world.mall as m on t.mall_id = m.mall_id
left join feed.wallet_coupon_used as w using (ticket_id)
where t.tender in ('wechat', 'alipay') and in_window(t.sold_at);

-- The fee is 0.6 %, written down to a thousandth of a fen.
create or replace macro fee_text(fen) as
case when fen < 0 then '-' else '' end || (abs(fen) * 6 // 100000) || '.'
|| lpad((abs(fen) * 6 % 100000)::varchar, 5, '0');

create or replace view feed.wechat_trade as
select
    sold_at::date as _day, bill_part as _part, (sold_at, ticket_id) as _seq, bill_form, kind, net_fen, coupon_fen,
    case when kind = 'sale' then net_fen else 0 end as paid_fen,
    case when kind = 'return' then abs(net_fen) else 0 end as refund_fen,
    '`' || local_text(sold_at) || ',`' || payer_appid || ',`' || circle_mchid || ',`' || sub_mchid || ',`'
    || case when hash(shop_id) % 2 = 0 then pos_store_code else '' end || ',`' || transaction_id || ',`' || out_trade_no
    || ',`' || payer_openid || ',`JSAPI,`' || case kind when 'return' then 'REFUND' else 'SUCCESS' end
    || ',`CFT,`CNY' as head,
    '`' || coalesce(refund_id, '0') || ',`' || coalesce(out_refund_no, '0') as refund_ids,
    case kind when 'return' then '`ORIGINAL,`SUCCESS' else '`,`' end as refund_states,
    -- goods and the merchant's own data hold commas, which nothing quotes
    '`' || shop_name || ',勿存商品,`勿存数据' as goods,
    '`' || local_text(sold_at - interval 20 second) || ',`' || local_text(sold_at) as refund_times
from feed.payment
where tender = 'wechat';

create or replace view feed.wechat_bill_all as
select
    _day, _part, _seq,
    head || ',`' || yuan(paid_fen) || ',`' || yuan(coupon_fen) || ',' || refund_ids || ',`' || yuan(refund_fen)
    || ',`0.00,' || refund_states || ',' || goods || ',`' || fee_text(paid_fen - refund_fen)
    || ',`0.60%,`' || yuan(paid_fen) || ',`' || yuan(refund_fen) || ',`' as _document
from feed.wechat_trade
where bill_form = 0;

create or replace view feed.wechat_bill_old as
select
    _day, _part, _seq,
    head || ',`' || yuan(paid_fen) || ',`' || yuan(coupon_fen) || ',' || refund_ids || ',`' || yuan(refund_fen)
    || ',`0.00,' || refund_states || ',' || goods || ',`' || fee_text(paid_fen - refund_fen) || ',`0.60%' as _document
from feed.wechat_trade
where bill_form = 1;

create or replace view feed.wechat_bill_success as
select
    _day, _part, _seq,
    head || ',`' || yuan(paid_fen) || ',`' || yuan(coupon_fen) || ',' || goods || ',`' || fee_text(paid_fen)
    || ',`0.60%,`' || yuan(paid_fen) || ',`' as _document
from feed.wechat_trade
where bill_form = 2 and kind = 'sale';

create or replace view feed.wechat_bill_refund as
select
    _day, _part, _seq,
    head || ',`0.00,`0.00,' || refund_times || ',' || refund_ids || ',`' || yuan(refund_fen) || ',`0.00,'
    || refund_states || ',' || goods || ',`' || fee_text(-refund_fen) || ',`0.60%,`0.00,`' || yuan(refund_fen) || ',`'
    as _document
from feed.wechat_trade
where bill_form = 2 and kind = 'return';

create or replace macro seven_totals() as
'总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额' || chr(13) || chr(10);

create or replace view feed.wechat_totals as
select
    _day, _part, bill_form, kind in ('sale') as is_sale, count(*) as trades, sum(paid_fen)::bigint as paid,
    sum(refund_fen)::bigint as refunded
from feed.wechat_trade
group by all;

create or replace view feed.wechat_bill_all__footer as
select
    _day, _part,
    seven_totals() || '`' || sum(trades) || ',`' || yuan(sum(paid)) || ',`' || yuan(sum(refunded)) || ',`0.00,`'
    || fee_text(sum(paid) - sum(refunded)) || ',`' || yuan(sum(paid)) || ',`' || yuan(sum(refunded)) as footer
from feed.wechat_totals
where bill_form = 0
group by _day, _part;

create or replace view feed.wechat_bill_old__footer as
select
    _day, _part,
    '总交易单数,总交易额,总退款金额,总企业红包退款金额,手续费总金额' || chr(13) || chr(10) || '`' || sum(trades) || ',`'
    || yuan(sum(paid)) || ',`' || yuan(sum(refunded)) || ',`0.00,`' || fee_text(sum(paid) - sum(refunded)) as footer
from feed.wechat_totals
where bill_form = 1
group by _day, _part;

create or replace view feed.wechat_bill_success__footer as
select
    _day, _part,
    seven_totals() || '`' || trades || ',`' || yuan(paid) || ',`0.00,`0.00,`' || fee_text(paid) || ',`' || yuan(paid)
    || ',`0.00' as footer
from feed.wechat_totals
where bill_form = 2 and is_sale;

create or replace view feed.wechat_bill_refund__footer as
select
    _day, _part,
    seven_totals() || '`' || trades || ',`0.00,`' || yuan(refunded) || ',`0.00,`' || fee_text(-refunded)
    || ',`0.00,`' || yuan(refunded) as footer
from feed.wechat_totals
where bill_form = 2 and not is_sale;

-- Alipay: text cells end in a tab, refunds are negative.
create or replace view feed.alipay_trade as
select
    *,
    alipay_trade_no || chr(9) || ',' || out_trade_no || chr(9) || ',' || case kind when 'return' then '退款' else '交易' end
    || chr(9) || ',勿存商品' || chr(9) || ',' || local_text(sold_at - interval 5 second) || ',' || local_text(sold_at)
    || ',' || pos_store_code || chr(9) || ',' || shop_name || chr(9) || ',勿存姓名' || chr(9) || ',' || till_no || chr(9)
    || ',**存(156******89)' || chr(9) || ',' || yuan(net_fen) || ',' || yuan(net_fen)
    || ',0.00,0.00,0.00,0.00,0.00,' || chr(9) || ',0.00,0.00,'
    || coalesce(alipay_refund_no, '') || chr(9) || ',' || yuan(-(net_fen * 6 // 1000)) || ',0.00,' || chr(9) as line
from feed.payment
where tender = 'alipay';

create or replace view feed.alipay_zip as
select sold_at::date as _day, bill_part as _part, (sold_at, ticket_id) as _seq, line as _document
from feed.alipay_trade
where bill_form <> 2;

create or replace view feed.alipay_bare as
select sold_at::date as _day, bill_part as _part, (sold_at, ticket_id) as _seq, line as _document
from feed.alipay_trade
where bill_form = 2;

create or replace view feed.alipay__footer as
select
    sold_at::date as _day, bill_part as _part,
    '#-----------------------------------------业务明细列表结束------------------------------------' || chr(13) || chr(10)
    || '#交易合计：' || count(*) filter (kind = 'sale') || '笔，商家实收共'
    || yuan(coalesce(sum(net_fen) filter (kind = 'sale'), 0)::bigint) || '元，商家优惠共0.00元' || chr(13) || chr(10)
    || '#退款合计：' || count(*) filter (kind = 'return') || '笔，商家实收退款共'
    || yuan(coalesce(sum(net_fen) filter (kind = 'return'), 0)::bigint) || '元，商家优惠退款共0.00元' || chr(13)
    || chr(10) || '#导出时间：[' || local_text(any_value(sold_at)::date + interval 33 hour) || ']' as footer
from feed.alipay_trade
group by all;
