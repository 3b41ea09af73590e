-- Tickets of the days chunk_from to chunk_to: purchases of the visits, anonymous ones, and what is brought
-- back.

create or replace temp table sale as
with bought as (
    select
        v.visit_id,
        v.person_id,
        v.mall_id,
        v.business_date,
        v.entered_at,
        v.left_at,
        p.affinity,
        p.spend_factor,
        unnest(range(
            if(u01(v.visit_id, 'buys') < p.buy_rate, 1,
                0) + if(u01(v.visit_id, 'buys more') < 0.35 * p.buy_rate, 1, 0)
            + if(u01(v.visit_id, 'buys most') < 0.12, 1, 0)
        )) as nth
    from world.visit as v
    inner join world.person as p using (person_id)
    where v.business_date between getvariable('chunk_from') and getvariable('chunk_to')
    union all
    -- one purchase in four or so is a stranger's: person numbers from 2^31 on, nobody's
    select
        d.day_no * 4294967296 + 2147483648 + a.n,
        null,
        m.mall_id,
        d.day,
        at_hour(d.day, m.open_hour + (m.close_hour - m.open_hour - 2) * u01(d.day_no * 1000003 + a.n,
            'stranger in')),
        at_hour(d.day, m.close_hour - 0.2),
        'any',
        1.0,
        0
    from chunk_day as d
    cross join range(cast(ceil(getvariable('city_members') * 0.03) as bigint)) as a (n)
    inner join (select *, row_number() over (order by mall_id) - 1 as place, count(*) over () as malls
        from world.mall) as m
        on m.place = (a.n + d.day_no) % (select count(*) from world.mall)
    where u01(d.day_no * 1000003 + a.n, 'stranger') < 0.6 * d.season
),

shopped as (
    select
        b.*,
        b.visit_id * 16 + b.nth as ticket_id,
        s.shop_id
    from bought as b
    inner join scratch.shop_slot as s
        on
            b.mall_id = s.mall_id
            and if(u01(b.visit_id * 16 + b.nth, 'likes') < 0.45, b.affinity, 'any') = s.wanted
            and if(
                u01(b.visit_id * 16 + b.nth, 'likes') < 0.45 and b.affinity != 'any',
                u_int(b.visit_id * 16 + b.nth, 'slot', 64), u_int(b.visit_id * 16 + b.nth, 'slot', 512)
            ) = s.slot
),

spent as (
    select s.ticket_id, max(l.spend_lift) as spend_lift
    from shopped as s
    inner join scratch.lift as l
        on s.person_id = l.person_id and s.business_date between l.from_day and l.to_day and l.is_treated
            and l.spend_lift != 0
    group by s.ticket_id
)

select
    t.ticket_id,
    t.visit_id,
    t.person_id,
    t.mall_id,
    t.shop_id,
    h.category,
    h.till_format,
    h.circle_shop_number,
    t.business_date,
    t.spend_factor * (1 + coalesce(x.spend_lift, 0)) as spend_factor,
    date_trunc('second',
        t.entered_at + (t.left_at - t.entered_at) * (0.15 + 0.8 * u01(t.ticket_id, 'sold at'))) as sold_at,
    case
        when u01(t.ticket_id, 'tender') < if(p.person_id is null
            or (w.person_id is not null and p.uses_wechat_pay), 0.56, 0) then 'wechat'
        when u01(t.ticket_id, 'tender') < 0.78 then 'alipay'
        when u01(t.ticket_id, 'tender') < 0.9 then 'card'
        else 'cash'
    end as tender
from shopped as t
inner join world.shop as h on t.shop_id = h.shop_id and t.business_date >= h.known_from
left join world.person as p on t.person_id = p.person_id
left join world.wechat as w on t.person_id = w.person_id and w.account_no = 1
left join spent as x on t.ticket_id = x.ticket_id;

create or replace temp table sale_line as
with line as (
    select ticket_id, category, business_date, spend_factor,
        unnest(range(1, 2 + case category when 'supermarket' then u_int(ticket_id, 'lines', 5) when 'dining'
            then u_int(ticket_id, 'lines', 3) else u_int(ticket_id, 'lines', 2) end)) as n
    from sale
),

priced as (
    select
        l.ticket_id,
        cast(l.n as integer) as line_no,
        k.sku_id,
        l.business_date,
        if(u01(l.ticket_id * 8 + l.n, 'quantity') < 0.8, 1, 2) as quantity,
        cast(round(k.price_fen * l.spend_factor * (
            0.9 + 0.2 * u01(l.ticket_id * 8 + l.n, 'price')) / 10) * 10 as bigint) + 10 as unit_price_fen,
        if(u01(l.ticket_id, 'discount') < 0.25, [10, 15, 20][1 + u_int(l.ticket_id, 'how much', 3)],
            0) as percent_off
    from line as l
    inner join (select category, max(slots) as slots from scratch.sku_slot group by category) as c
        on l.category = c.category
    inner join scratch.sku_slot as k on l.category = k.category and k.slot = u_int(l.ticket_id * 8 + l.n,
        'sku', c.slots)
)

select
    ticket_id,
    line_no,
    sku_id,
    quantity,
    unit_price_fen,
    quantity * unit_price_fen * percent_off // 100 as discount_fen,
    quantity * unit_price_fen - quantity * unit_price_fen * percent_off // 100 as net_fen,
    business_date
from priced;

-- What was shown: nothing, a card (one's own, or a relative's while it is lent), or the number given on
-- joining.
create or replace temp table shown as
with member_ticket as (
    select s.ticket_id, s.person_id, s.business_date, m.member_no, m.card_no, m.phone, m.phone_kind
    from sale as s
    inner join world.membership as m
        on s.person_id = m.person_id and m.membership_no = 1 and m.registered_at <= s.sold_at
    where u01(s.ticket_id, 'shows') < getvariable('rate_shows_at_till')
),

lent as (
    select t.ticket_id, arg_min(c.member_no, c.card_no) as member_no, min(c.card_no) as card_no,
        arg_min(c.person_id, c.card_no) as person_id
    from sale as t
    inner join world.card_loan as l on t.person_id = l.borrower_person_id
        and t.business_date between l.valid_from and l.valid_to
    inner join world.card as c on l.card_no = c.card_no
    where u01(t.ticket_id, 'borrows') < 0.5
    group by t.ticket_id
)

select
    coalesce(l.ticket_id, m.ticket_id) as ticket_id,
    coalesce(l.member_no, m.member_no) as member_no,
    case when l.card_no is not null then l.card_no when u01(m.ticket_id, 'card') < 0.65
        then m.card_no end as card_no,
    case
        when l.card_no is not null or m.phone_kind = 'placeholder' then null
        when m.card_no is null or u01(m.ticket_id, 'card') >= 0.65 then m.phone
    end as phone,
    coalesce(l.person_id, m.person_id) as shown_person_id
from member_ticket as m
full join lent as l on m.ticket_id = l.ticket_id;
