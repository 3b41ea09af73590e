-- Community stores: leaders, their group purchases, what becomes of the orders.

insert into world.leader
with candidate as (
    select
        p.community_id,
        p.person_id,
        h.phone,
        row_number()
            over (partition by p.community_id order by hash(p.person_id, 'leader', getvariable('city_seed')))
            as n,
        count(*) over (partition by p.community_id) as people
    from world.person as p
    inner join
        world.phone as h
        on p.person_id = h.person_id and h.kind = 'own' and h.valid_from < getvariable('first_day')
    where not p.is_staff
),

-- The last of each community applies while the city runs, and nobody has answered yet.
applicant as (
    select
        *,
        n > greatest(4, people // 700) as is_late,
        cast(getvariable('first_day') as date) + 1 + u_int(person_id, 'applied', 20) as late_on
    from candidate
    where n <= greatest(4, people // 700) + 1
)

select
    printf('L%s%02d', community_id, n) as leader_id,
    community_id,
    ['resource', 'social', 'service'][1 + cast(n % 3 as integer)] as declared_type,
    phone,
    if(
        is_late,
        at_hour(late_on, 10),
        at_hour(cast(getvariable('first_day') as date) - 100 - u_int(person_id, 'applied', 200), 10)
    ) as applied_at,
    if(is_late or n % 7 = 6, null, at_hour(cast(getvariable('first_day') as date) - 95, 10)) as approved_at,
    if(not is_late and n % 5 = 4, at_hour(day_at(0.7), 18), null) as left_at,
    n % 3 = 1 as is_property_or_shop_owner,
    person_id,
    0.5 + 1.2 * u01(person_id, 'skill') as skill,
    if(is_late, late_on, getvariable('first_day')) as known_from,
    null as known_to
from applicant
order by community_id, n;

insert into world.pickup_point
with numbered as (
    select
        community_id,
        unnest(generate_series(1, 3)) as n
    from world.community
)

select
    printf('PP%s%d', n.community_id, n.n),
    n.community_id,
    ['pickup', 'cabinet', 'leader_home'][n.n],
    [400, 120, 60][n.n],
    if(n.n = 3, (
        select min(l.leader_id) from world.leader as l
        where l.community_id = n.community_id
    ), null),
    getvariable('first_day'),
    null
from numbered as n
order by 1;

-- Twice a week from morning to the next evening, while the leader is one.
insert into world.gb_activity
select
    printf('GB%s%03d', l.leader_id, c.day_no),
    l.leader_id,
    l.community_id,
    at_hour(c.day, 9) as opened_at,
    at_hour(c.day + 1, 20)
from world.leader as l
cross join world.calendar as c
where c.dow in (2, 5)
    and c.day < getvariable('last_day')
    and l.approved_at is not null
    and (l.left_at is null or l.left_at > at_hour(c.day + 2, 0))
order by 1;

-- A person buys with one leader; a pilot's communities buy more by its lift.
-- `threshold` as in world.visit_chance.
create or replace table scratch.gb_chance as
with seller as (
    select
        leader_id,
        community_id,
        skill,
        row_number() over (partition by community_id order by leader_id) - 1 as place
    from world.leader
    where approved_at is not null
),

sellers as (
    select
        community_id,
        count(*) as number
    from seller
    group by community_id
),

customer as (
    select
        p.person_id,
        p.community_id,
        s.leader_id,
        0.012 + 0.1 * s.skill * pow(u01(p.person_id, 'group buyer'), 3) as chance
    from world.person as p
    inner join sellers as n on p.community_id = n.community_id
    inner join
        seller as s
        on p.community_id = s.community_id and s.place = u_int(p.person_id, 'seller', n.number)
),

lifted as (
    select
        a.unit_id as community_id,
        cast(a.assigned_at as date) as from_day,
        cast(a.assigned_at as date) + x.outcome_days - 1 as to_day,
        x.visit_lift
    from world.assignment as a
    inner join world.experiment as x using (experiment_id)
    where x.kind = 'pilot' and a.arm = 'treat'
)

select
    c.person_id,
    c.community_id,
    a.activity_id,
    a.leader_id,
    a.opened_at,
    a.closed_at,
    u01(hash(c.person_id, a.activity_id), 'orders') / c.chance as threshold,
    1 + coalesce(l.visit_lift, 0) as multiplier
from customer as c
inner join world.gb_activity as a using (leader_id)
left join
    lifted as l
    on c.community_id = l.community_id and cast(a.opened_at as date) between l.from_day and l.to_day
where u01(hash(c.person_id, a.activity_id), 'orders') < 1.5 * c.chance;

create or replace table scratch.gb_draft as
with ordered as (
    select
        *,
        hash(person_id, activity_id, 'order') as h,
        opened_at + (closed_at - opened_at) * u01(hash(person_id, activity_id), 'ordered at') as paid_at
    from scratch.gb_chance
    where threshold < multiplier
)

select
    activity_id
    || '-'
    || row_number() over (partition by activity_id order by paid_at, person_id) as order_no,
    cast(row_number() over (partition by activity_id order by paid_at, person_id) as integer) as serial,
    * replace (date_trunc('second', paid_at) as paid_at)
from ordered;

insert into world.gb_line
with wished as (
    select
        order_no,
        h,
        unnest(range(1, 2 + u_int(h, 'lines', 4))) as n
    from scratch.gb_draft
)

select
    w.order_no,
    cast(w.n as integer),
    k.sku_id,
    p.name,
    1 + u_int(hash(w.h, w.n), 'quantity', 3),
    (1 + u_int(hash(w.h, w.n), 'quantity', 3)) * k.price_fen
from wished as w
inner join
    scratch.sku_slot as k
    on k.category = 'supermarket' and k.slot = u_int(hash(w.h, w.n), 'product', 60)
inner join world.product as p on k.sku_id = p.sku_id
order by w.order_no, w.n;

insert into world.gb_order
with amount as (
    select
        order_no,
        cast(sum(amount_fen) as bigint) as fen,
        cast(min(amount_fen) as bigint) as least_fen
    from world.gb_line
    group by order_no
),

ended as (
    select
        d.*,
        a.fen,
        a.least_fen,
        case
            when u01(d.h, 'given back') < 0.025 then 'all' when
                u01(d.h, 'given back') < 0.055 and a.fen > a.least_fen
                then 'part'
        end as refund
    from scratch.gb_draft as d
    inner join amount as a using (order_no)
)

select
    e.order_no,
    e.activity_id,
    e.serial,
    e.person_id,
    h.phone,
    e.leader_id,
    e.community_id,
    p.building_no,
    printf('PP%s%d', e.community_id, [1, 1, 1, 2, 3][1 + u_int(e.person_id, 'pickup point', 5)]),
    e.paid_at,
    cast(e.paid_at as date),
    e.fen,
    case e.refund when 'all' then e.fen when 'part' then e.least_fen else 0 end,
    -- Some ask for their money weeks later, when the leader's month has been settled.
    if(
        e.refund is null,
        null,
        e.paid_at
        + to_hours(20 + u_int(e.h, 'refunded at', 60) + if(u01(e.h, 'refunded late') < 0.4, 288, 0))
    ),
    case
        when e.refund = 'all' then '已退款' when e.refund = 'part' then '部分退款' when
            e.closed_at + interval 3 day > at_hour(getvariable('last_day'), 24)
            then '已支付'
        else '已完成'
    end
from ended as e
inner join world.person as p using (person_id)
inner join world.phone as h on e.person_id = h.person_id and h.kind = 'own'
order by e.order_no;
update world.gb_order set refund_fen = 0, refunded_at = null, status = '已支付'
where refunded_at >= at_hour(getvariable('last_day'), 24);

insert into world.fulfilment
with mode as (
    select
        o.*,
        a.closed_at,
        d.h,
        if(
            u01(d.h, 'express') < 0.12,
            'express',
            ['pickup', 'cabinet', 'leader_home'][cast(right(o.pickup_point_id, 1) as integer)]
        ) as mode
    from world.gb_order as o
    inner join world.gb_activity as a on o.activity_id = a.activity_id
    inner join scratch.gb_draft as d on o.order_no = d.order_no
    where o.status != '已退款'
),

timed as (
    select
        *,
        if(mode = 'express', paid_at + interval 30 minute, closed_at + interval 22 hour) as promised_at,
        if(
            mode = 'express',
            paid_at + to_minutes(6 + u_int(h, 'packed', 8)),
            closed_at + to_minutes(1080 + u_int(h, 'ready', 300))
        ) as ready_at
    from mode
),

moved as (
    select
        *,
        if(
            mode != 'express' and u01(h, 'picks up') < 0.97,
            ready_at + to_minutes(20 + cast(2600 * pow(u01(h, 'picked after'), 3) as integer)),
            null
        ) as picked_at,
        if(mode = 'express', ready_at + to_minutes(8 + u_int(h, 'rides', 28)), null) as delivered_at
    from timed
)

select
    order_no,
    paid_at,
    promised_at,
    if(ready_at < at_hour(getvariable('last_day'), 24), ready_at, null),
    if(picked_at < at_hour(getvariable('last_day'), 24), picked_at, null),
    if(delivered_at < at_hour(getvariable('last_day'), 24), delivered_at, null),
    if(mode = 'express', null, pickup_point_id),
    mode,
    mode != 'express' and u01(h, 'reallocated') < 0.04
from moved
order by order_no;

insert into world.order_rating
select
    o.order_no,
    o.leader_id,
    null,
    coalesce(f.picked_at, f.delivered_at) + to_hours(1 + u_int(d.h, 'rates at', 40)) as rated_at,
    [5, 5, 5, 5, 4, 4, 3, 2, 1][1 + u_int(d.h, 'stars', 9)],
    u_int(d.h, 'stars', 9) >= 7 and u01(d.h, 'complains') < 0.4,
    if(
        u01(d.h, 'responded') < 0.8,
        coalesce(f.picked_at, f.delivered_at) + to_hours(42 + u_int(d.h, 'responded at', 20)),
        null
    )
from world.gb_order as o
inner join world.fulfilment as f on o.order_no = f.order_no
inner join scratch.gb_draft as d on o.order_no = d.order_no
where u01(d.h, 'rates') < 0.3
    and coalesce(f.picked_at, f.delivered_at) + to_hours(1 + u_int(d.h, 'rates at', 40))
    < at_hour(getvariable('last_day'), 24)
order by o.order_no;
update world.order_rating set responded_at = null
where responded_at >= at_hour(getvariable('last_day'), 24);

-- A micro-warehouse a community, filled up every week to what the week usually asks for and some more; what
-- is ordered leaves it on the day. In a short week hardly anything came, and orders take what is not there.
insert into world.inventory
with sold as (
    select
        o.community_id,
        l.sku_id,
        cast(o.paid_at as date) as day,
        sum(l.quantity) as quantity
    from world.gb_line as l
    inner join world.gb_order as o on l.order_no = o.order_no
    where o.status != '已退款'
    group by all
),

usual as (
    select
        community_id,
        sku_id,
        sum(quantity) * 7.0 / (select count(*) from world.calendar) as quantity
    from sold
    group by all
),

stocked as (
    select
        c.day,
        m.community_id,
        p.*,
        if(
            u01(hash(m.community_id, p.sku_no, c.day_no // 7), 'short') < 0.04,
            u_int(hash(m.community_id, p.sku_no, c.day_no // 7), 'left', 2),
            3
            + u_int(m.community_id || p.sku_no, 'stock', 8)
            + cast(ceil(1.5 * coalesce(u.quantity, 0)) as integer)
        )
        - coalesce(sum(s.quantity) over (
            partition by m.community_id, p.sku_id, c.day_no // 7 order by c.day
        ), 0) as on_hand
    from world.calendar as c
    cross join world.community as m
    inner join world.product as p on p.category = 'supermarket'
    left join usual as u on m.community_id = u.community_id and p.sku_id = u.sku_id
    left join sold as s on m.community_id = s.community_id and p.sku_id = s.sku_id and c.day = s.day
)

select
    day,
    'WH' || community_id,
    sku_id,
    cast(on_hand as integer),
    cast(greatest(0, on_hand) as bigint) * cast(price_fen * (1 - margin_rate) as bigint),
    u_int(hash(community_id, sku_no, day), 'lag', 950)
from stocked
order by day, community_id, sku_no;
