-- Tills of the days chunk_from to chunk_to: returns, ticket numbers, means of payment.

insert into world.ticket_line
select * from sale_line
order by ticket_id, line_no;

-- A tenth of the returns are made within the hour, the others on one of the next nine days.
create or replace temp table taken_back as
with candidate as (
    select ticket_id, shop_id, business_date, sold_at from sale
    where till_format is not null or tender in ('wechat', 'alipay')
    union all
    select ticket_id, shop_id, business_date, sold_at from world.ticket
    where kind = 'sale' and (is_at_till or tender in ('wechat', 'alipay'))
        and business_date between getvariable('chunk_from') - 9 and getvariable('chunk_from') - 1
),

planned as (
    select *, if(u01(ticket_id, 'at once') < 0.1, 0, 1 + u_int(ticket_id, 'returned on', 9)) as after
    from candidate
    where u01(ticket_id, 'returned') < getvariable('rate_returned')
)

select
    p.ticket_id as origin_ticket_id,
    p.ticket_id + 8 as ticket_id,
    p.business_date + p.after as business_date,
    if(p.after = 0, p.sold_at + interval 25 minute,
        at_hour(p.business_date + p.after, 11.5 + 8.5 * u01(p.ticket_id, 'returned at'))) as sold_at,
    u01(p.ticket_id, 'all of it') < 0.6 as is_whole
from planned as p
where p.business_date + p.after between getvariable('chunk_from') and getvariable('chunk_to');

insert into world.ticket_line
select
    b.ticket_id,
    l.line_no,
    l.sku_id,
    -l.quantity,
    l.unit_price_fen,
    -l.discount_fen,
    -l.net_fen,
    b.business_date
from taken_back as b
inner join world.ticket_line as l
    on b.origin_ticket_id = l.ticket_id and l.business_date between getvariable(
        'chunk_from') - 9 and getvariable('chunk_to')
where b.is_whole or l.line_no = 1
order by b.ticket_id, l.line_no;

create or replace temp table amount as
select
    ticket_id,
    count(*) as lines,
    cast(sum(net_fen) as bigint) as net_fen,
    cast(sum(discount_fen) as bigint) as discount_fen
from world.ticket_line
where business_date between getvariable('chunk_from') and getvariable('chunk_to')
group by ticket_id;

insert into world.ticket
with origin as (
    select ticket_id, visit_id, person_id, mall_id, shop_id, tender, transaction_id, alipay_trade_no,
        out_trade_no, payer_openid, payer_appid,
        member_no, card_no, phone, shown_person_id, is_circle, is_at_till
    from world.ticket
    where kind = 'sale' and business_date between getvariable('chunk_from') - 9 and getvariable(
        'chunk_from') - 1
),

paid as (
    select
        s.ticket_id,
        s.visit_id,
        s.person_id,
        s.mall_id,
        s.shop_id,
        s.tender,
        s.business_date,
        s.sold_at,
        if(s.tender = 'wechat', '4200' || strftime(s.sold_at, '%Y%m%d') || digits(s.ticket_id, 'transaction',
            16), null) as transaction_id,
        if(s.tender = 'alipay', strftime(s.sold_at, '%Y%m%d') || '2200' || digits(s.ticket_id, 'trade', 16),
            null) as alipay_trade_no,
        if(s.tender in ('wechat', 'alipay'), 'OT' || s.ticket_id, null) as out_trade_no,
        if(s.tender = 'wechat', coalesce(o.openid, 'oPCITY' || hex_of(s.ticket_id, 'guest')[1:22]),
            null) as payer_openid,
        if(s.tender = 'wechat', 'wxcitypay000000001', null) as payer_appid,
        n.member_no,
        n.card_no,
        n.phone,
        n.shown_person_id,
        s.tender = 'wechat' and s.circle_shop_number is not null and a.openid is not null as is_circle,
        s.till_format is not null as is_at_till
    from sale as s
    left join shown as n on s.ticket_id = n.ticket_id
    left join world.wechat as w
        on s.person_id = w.person_id and if(u01(s.ticket_id, 'account') < 0.1, 2, 1) = w.account_no
    left join world.openid as o on w.wechat_id = o.wechat_id and o.app = 'pay'
    left join world.circle_auth as a on o.openid = a.openid and s.mall_id = a.mall_id
        and s.sold_at >= a.authorised_at
),

known as (
    select * exclude (business_date, sold_at) from paid
    union all by name
    select * from origin
),

given_back as (
    select
        k.* exclude (ticket_id),
        b.ticket_id,
        b.origin_ticket_id,
        b.business_date,
        b.sold_at,
        b.is_whole or f.lines = 1 as is_full_return
    from taken_back as b
    inner join known as k on b.origin_ticket_id = k.ticket_id
    left join (select ticket_id, count(*) as lines from world.ticket_line
        where business_date between getvariable('chunk_from') - 9 and getvariable('chunk_to')
        group by ticket_id) as f
        on b.origin_ticket_id = f.ticket_id
),

everything as (
    select *, 'sale' as kind, null as origin_ticket_id, null as is_full_return from paid
    union all by name
    select *, 'return' as kind from given_back
),

numbered as (
    select
        e.*,
        printf('%02d', 1 + u_int(e.ticket_id, 'till', 2)) as till_no,
        cast(e.sold_at as date) > e.business_date as is_past_midnight
    from everything as e
)

select
    n.ticket_id,
    n.visit_id,
    n.person_id,
    n.mall_id,
    n.shop_id,
    n.till_no,
    -- A till prints its own date and counts by it; the night shift past midnight has a block of its own.
    lpad(cast(if(n.is_past_midnight, 9000, 0) + row_number() over (partition by n.shop_id, n.business_date,
        n.till_no, n.is_past_midnight order by n.sold_at, n.ticket_id) as varchar), 4, '0') as ticket_no,
    n.business_date,
    n.sold_at,
    n.kind,
    n.origin_ticket_id,
    n.is_full_return,
    a.net_fen + a.discount_fen as gross_fen,
    a.discount_fen,
    a.net_fen,
    n.tender,
    n.transaction_id,
    if(n.kind = 'return' and n.tender = 'wechat', '5030' || strftime(n.sold_at,
        '%Y%m%d') || digits(n.ticket_id, 'refund', 16), null) as refund_id,
    n.alipay_trade_no,
    if(n.kind = 'return' and n.tender = 'alipay', 'AR' || n.ticket_id, null) as alipay_refund_no,
    n.out_trade_no,
    if(n.kind = 'return' and n.tender in ('wechat', 'alipay'), 'OR' || n.ticket_id, null) as out_refund_no,
    n.payer_openid,
    n.payer_appid,
    n.member_no,
    n.card_no,
    n.phone,
    n.shown_person_id,
    n.is_circle,
    n.is_at_till
from numbered as n
inner join amount as a using (ticket_id)
order by n.ticket_id;
