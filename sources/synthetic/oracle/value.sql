-- What redemptions brought (B11), and who is of high value (row 104).

-- The ticket that the redemption names, where a till tells its number; else the person's largest sale of that
-- shop and day, then the earliest; else of that mall and day.
create or replace table truth.attributed as
with named as (
    select r.coupon_code, s.ticket, 1 as link, s.purchase_fen, s.moment
    from truth.redemption as r
    inner join truth.sale as s on 'T' || r.ticket_id = s.ticket and s.source = 'till'
    where r.order_no is not null
),

likely as (
    select r.coupon_code, s.ticket, if(r.shop_id = s.shop_id, 2, 3) as link, s.purchase_fen, s.moment
    from truth.redemption as r
    inner join truth.sale as s
        on r.person_id = s.person_id and r.mall_id = s.mall_id
            and day_in(r.state_at, r.mall_id) = s.day
    where s.net_fen > 0 and s.purchase_fen > 0
),

linked as (
    select coupon_code, first(ticket order by link, purchase_fen desc, moment, ticket) as ticket,
        first(purchase_fen order by link, purchase_fen desc, moment, ticket) as purchase_fen
    from (
        from named
        union all
        from likely
    )
    group by coupon_code
),

shared as (
    select l.*, r.person_id, r.mall_id, r.campaign_id, day_in(r.state_at, r.mall_id) as day,
        count(*) over (partition by l.ticket) as sharers,
        row_number() over (partition by l.ticket order by r.state_at, l.coupon_code) as place
    from linked as l
    inner join truth.redemption as r using (coupon_code)
)

-- in whole fen, the rest goes to the first
select coupon_code, person_id, mall_id, campaign_id, day,
    purchase_fen // sharers + if(place = 1, purchase_fen % sharers, 0) as fen
from shared;

-- What the trailing windows hold on each day on which they change.
create or replace table truth.value_point as
with fact as (
    select person_id, day, 1 as visits, 0 as spend_fen, 0 as brought_fen from truth.visit_evidence
    union all
    select person_id, day, 0, net_fen, 0 from truth.sale where person_id is not null
    union all
    select person_id, day, 0, 0, fen from truth.attributed
),

changed as (
    select person_id, day, visits, spend_fen, brought_fen from fact
    union all
    select person_id, day + gone.days, 0, 0, 0 from fact
    cross join (values (90), (365)) as gone (days)
),

daily as (
    select person_id, day, sum(visits) as visits, sum(spend_fen) as spend_fen, sum(brought_fen) as brought_fen
    from changed
    group by person_id, day
)

select person_id, day,
    sum(visits) over quarter >= 6 or sum(spend_fen) over year >= 500000
    or sum(brought_fen) over quarter >= 200000 as is_high,
    lead(day) over (partition by person_id order by day) as next_day
from daily
window
    quarter as (partition by person_id order by day range between interval 89 day preceding and current row),
    year as (partition by person_id order by day range between interval 364 day preceding and current row);

-- High value lasts thirty days longer than its reason; spells that touch are one.
create or replace table truth.high_value as
with held as (
    select person_id, day as from_day, coalesce(next_day, date '9999-01-01') - 1 + 30 as to_day
    from truth.value_point
    where is_high
),

begun as (
    select *,
        coalesce(max(to_day) over (
            partition by person_id order by from_day rows between unbounded preceding and 1 preceding
        ) < from_day - 1, true) as begins
    from held
),

numbered as (
    select *, count(*) filter (where begins) over (partition by person_id order by from_day) as spell from begun
)

select person_id, min(from_day) as from_day, max(to_day) as to_day
from numbered
group by person_id, spell;
