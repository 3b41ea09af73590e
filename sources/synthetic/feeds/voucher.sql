-- Vouchers verified in shops: Douyin's record pages and notices, Meituan's export.
create or replace view feed.douyin_told as
select verified_at as told_at, 1 as status, *
from world.voucher
where platform = 'douyin' and in_window(verified_at)
union all
select cancelled_at as told_at, 2 as status, *
from world.voucher
where platform = 'douyin' and in_window(cancelled_at);

create or replace view feed.douyin_record as
select
    v.told_at::date as day, v.account_id, v.told_at, v.voucher_id,
    {
        cursor: v.voucher_id, verify_id: v.voucher_id, certificate_id: v.certificate_id,
        verify_time: unix(v.verified_at), can_cancel: v.status = 1, verify_type: 4, status: v.status,
        cancel_time: case when v.status = 2 then unix(v.cancelled_at) else 0 end, order_id: v.order_id, phone: v.phone,
        amount: {
            original_amount: v.market_price_fen, pay_amount: v.price_fen, merchant_ticket_amount: v.merchant_ticket_fen,
            payment_discount_amount: 0, platform_discount_amount: v.platform_discount_fen,
            coupon_pay_amount: v.price_fen
        },
        sku: {
            sku_id: v.deal_id, title: '勿存商品', account_id: v.account_id, market_price: v.market_price_fen,
            sold_start_time: 1650278040, third_sku_id: ''
        }
    } as record,
    row_number() over (partition by v.told_at::date, v.account_id order by v.told_at, v.voucher_id) - 1 as place
from feed.douyin_told as v;

-- At most twenty records a page; a time of 0 means none.
create or replace view feed.douyin_page as
select
    day as _day, 'records' as _part, (account_id, place // 20) as _seq, count(*) as _rows,
    replace(to_json({
        data: {
            error_code: 0, description: 'success', total: count(*), records: list(record order by place)
        },
        extra: {
            error_code: 0, description: 'success', sub_error_code: 0, sub_description: '', now: unix(max(told_at)) + 60
        }
    })::varchar, '"cancel_time":0,', '') as _document
from feed.douyin_record
group by day, account_id, place // 20;

create or replace view feed.douyin_notice as
select
    told_at::date as _day, 'notice' as _part, (told_at, voucher_id) as _seq,
    to_json({
        event: 'life_trade_certificate_notify', client_key: 'awcity', from_user_id: md5(voucher_id),
        content: to_json({
            action: case status when 1 then 'verify' else 'verify_cancel' end, msg_time: unix(told_at),
            certificate: {certificate_id: certificate_id, order_id: order_id, account_id: account_id}
        })::varchar,
        log_id: md5(certificate_id)
    })::varchar as _document
from feed.douyin_told
where hash(voucher_id) % 3 = 0;

create or replace view feed.voucher_meituan as
with told as (
    select verified_at as told_at, '已核销' as state, * from world.voucher
    where platform = 'meituan' and in_window(verified_at)
        -- the export of the day shows the last state only
        and coalesce(cancelled_at::date <> verified_at::date, true)
    union all
    select cancelled_at as told_at, '已撤销' as state, * from world.voucher
    where platform = 'meituan' and in_window(cancelled_at)
)

select
    v.told_at::date as _day, 'all' as _part, (v.told_at, v.voucher_id, v.state) as _seq, v.voucher_id as "券码",
    v.deal_id as "团购ID", '勿存商品，双人餐' as "团购名称", coalesce(s.meituan_shop_uuid, v.account_id) as "门店ID",
    s.shop_name as "门店名称", local_text(v.verified_at) as "核销时间", '勿存姓名' as "核销人",
    yuan(v.price_fen) as "售价", yuan(v.market_price_fen) as "市场价",
    '16' || (hash(v.voucher_id) % 10) || '****' || lpad((hash(v.voucher_id, 1) % 10000)::varchar, 4, '0') as "手机号",
    v.state as "状态"
from told as v
left join world.shop as s using (shop_id);
