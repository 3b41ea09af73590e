-- What the feeds can show of the world, and whom: tickets, redemptions, presence, interactions. A person of
-- whom nothing is known but the account of one payment is a stranger, with a number below zero.

-- What happens past the midnight that ends the last day is told by no file, but that a till's day is whole.
create or replace macro told(t) as t < cast(getvariable('last_day') as timestamp) + interval 1 day;

-- Days are business days of the mall, where there is one.
set variable mall_cuts = (select map_from_entries(list((mall_id, business_day_cut_hour))) from world.mall);
create or replace macro day_in(t, mall) as
cast(t - to_hours(coalesce(getvariable('mall_cuts')[mall], 0)) as date);

-- Tickets that some feed shows: by the till, else by the bill of a WeChat or Alipay payment. Known is whose
-- card was shown (a lent card: its owner), else whose WeChat account paid, else whose number was told. An
-- account that nobody is known to have is a stranger's.
create or replace table truth.shown_ticket as
select
    t.*,
    case when t.is_at_till then 'till' when t.is_circle then 'circle' else 'bill' end as source,
    case
        when t.is_at_till and t.card_no is not null then t.shown_person_id
        when t.tender = 'wechat' and told(t.sold_at)
            then coalesce(o.person_id, -coalesce(t.origin_ticket_id, t.ticket_id))
        when t.is_at_till and t.phone is not null then t.shown_person_id
    end as known_person_id
from world.ticket as t
left join world.openid as o on t.payer_openid = o.openid and t.payer_appid = o.appid
where t.is_at_till or (t.tender in ('wechat', 'alipay') and told(t.sold_at));

create or replace table truth.undone as
select
    s.ticket_id,
    coalesce(sum(r.net_fen) filter (where r.business_date = s.business_date), 0) as same_day_fen,
    coalesce(bool_or(r.is_full_return and r.business_date < s.business_date + 30), false) as is_undone
from truth.shown_ticket as s
inner join truth.shown_ticket as r on s.ticket_id = r.origin_ticket_id
group by s.ticket_id;

-- A platform that tells when a voucher was cancelled tells a sale and a return, the other one neither.
create or replace table truth.voucher_step as
select voucher_id, mall_id, shop_id, business_date as day, verified_at as moment, price_fen as net_fen,
    cancelled_at is null as is_purchase, if(phone is null, null, person_id) as known_person_id
from world.voucher
where told(verified_at) and (cancelled_at is null or platform = 'douyin')
union all
select voucher_id, mall_id, shop_id, day_in(cancelled_at, mall_id), cancelled_at, -price_fen, false,
    if(phone is null, null, person_id)
from world.voucher
where told(cancelled_at) and platform = 'douyin';

-- Every ticket of every feed (B8), and whether it is a purchase: paid, with something left after refunds of
-- its day, and not given back whole within thirty days. No feed tells the mall of a community order.
create or replace table truth.sale as
select 'T' || t.ticket_id as ticket, t.source, t.mall_id, t.shop_id, t.business_date as day, t.sold_at as moment,
    t.known_person_id as person_id, t.net_fen,
    t.net_fen + coalesce(u.same_day_fen, 0) as purchase_fen,
    t.kind = 'sale' and t.net_fen + coalesce(u.same_day_fen, 0) > 0
    and not coalesce(u.is_undone, false) as is_purchase
from truth.shown_ticket as t
left join truth.undone as u using (ticket_id)
union all
select 'V' || voucher_id || if(net_fen < 0, 'R', ''), 'voucher', mall_id, shop_id, day, moment, known_person_id,
    net_fen, net_fen, is_purchase
from truth.voucher_step
union all
select 'G' || order_no, 'groupbuy', null, null, business_date, paid_at, person_id, amount_fen - refund_fen,
    amount_fen - refund_fen, amount_fen > refund_fen
from world.gb_order;

create or replace view truth.purchase as
from truth.sale where is_purchase;

-- A coupon used and never given back; a failed verification does not count. Its mall is that of the shop,
-- else of the benefit's campaign; parking hours have neither.
create or replace table truth.redemption as
select s.coupon_code, s.state_at, c.person_id, c.via, c.benefit_id, coalesce(h.mall_id, g.mall_id) as mall_id,
    s.shop_id, s.order_no, s.ticket_id, b.unit_cost_fen, b.campaign_id
from world.coupon_state as s
inner join world.coupon as c using (coupon_code)
inner join world.benefit as b on c.benefit_id = b.benefit_id
left join world.shop as h on s.shop_id = h.shop_id
left join world.campaign as g on b.campaign_id = g.campaign_id
where
    s.state = 'redeemed' and s.verify_ok and told(s.state_at)
    and not exists (
        select 1 from world.coupon_state as u where u.coupon_code = s.coupon_code and u.state in ('cancelled',
            'refunded') and u.state_at >= s.state_at and told(u.state_at)
    );

-- Who is tied to a plate, since when and until when: by binding it, by the account or card that passed the
-- gate with it.
create or replace table truth.plate_tie as
with tied as (
    select plate, person_id, bound_at as moment, action = 'unbind' as is_undone from world.app_binding
    where plate is not null
    union all
    select plate, person_id, in_at, false from world.parking_session where openid is not null
    union all
    select s.plate, c.person_id, s.in_at, false
    from world.parking_session as s
    inner join world.card as c on s.card_no = c.card_no
    inner join world.mall as m on s.mall_id = m.mall_id
    where m.parking_vendor = 'csv' and told(s.out_at)
),

known as (
    select plate, person_id, min(moment) filter (where not is_undone) as bound_at,
        max(moment) filter (where not is_undone) as last_bound_at, max(moment) filter (where is_undone) as undone_at
    from tied
    group by plate, person_id
)

select plate, person_id, bound_at, if(undone_at >= last_bound_at, undone_at, null) as undone_at
from known
where bound_at is not null;

-- One row a stay of somebody known: whose card was used, else who was tied to the plate last before the stay,
-- else first after it.
create or replace table truth.parked as
with candidate as (
    select s.session_id, c.person_id, 1 as preference, 0 as seconds
    from world.parking_session as s
    inner join world.card as c on s.card_no = c.card_no
    inner join world.mall as m on s.mall_id = m.mall_id
    where m.parking_vendor = 'csv' and told(s.out_at)
    union all
    select s.session_id, t.person_id, if(t.bound_at <= s.in_at, 2, 3),
        abs(date_diff('second', t.bound_at, s.in_at))
    from world.parking_session as s
    inner join truth.plate_tie as t on s.plate = t.plate and (t.undone_at is null or s.in_at < t.undone_at)
)

select s.session_id, s.mall_id, s.business_date, s.in_at, arg_min(c.person_id, (c.preference, c.seconds,
    c.person_id)) as person_id
from world.parking_session as s
inner join candidate as c using (session_id)
group by s.session_id, s.mall_id, s.business_date, s.in_at;
