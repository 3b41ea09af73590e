-- Malls, what is in them, and the communities around. The city grows with its people: four malls and eight
-- communities at first, at most fourteen and sixty.
insert into world.mall
with number as (
    select unnest(generate_series(1, least(14, 4 + getvariable('city_members') // 100000))) as n
)

select
    printf('M%02d', n) as mall_id,
    ['Aurora', 'Harbour', 'Linden', 'Meadow'][1 + (n - 1) % 4] || ' ' || ['City', 'Plaza', 'Corner',
        'Court'][1 + (n - 1) % 4]
    || if(n > 4, ' ' || n, '') as mall_name,
    ['city', 'regional', 'community', 'community'][1 + (n - 1) % 4] as mall_type,
    'Asia/Shanghai' as timezone,
    if(n % 4 = 1, 5, 0) as business_day_cut_hour,
    if(n % 4 in (1, 2), 10, 9) as open_hour,
    if(n % 4 = 1, 26, 22) as close_hour,
    if(n % 4 = 1, printf('P%02dA;P%02dB', n, n), printf('P%02dA', n)) as parking_codes,
    null as currency,
    ['csv', 'mallcoo', 'tengdao', 'bolink'][1 + (n - 1) % 4] as parking_vendor,
    printf('16%08d', n) as circle_mchid,
    getvariable('first_day') as known_from,
    null as known_to
from number
order by n;

create or replace table scratch.category as
select *
from (
    values ('dining', 8800, 0.30, 0.55), ('fashion', 32000, 0.13, 0.48), ('supermarket', 7200, 0.20, 0.22),
        ('kids', 15600, 0.09, 0.42),
    ('beauty', 24800, 0.07, 0.50), ('cinema', 7800, 0.07, 0.40), ('sport', 39800, 0.05, 0.44),
        ('coffee', 2600, 0.09, 0.62)
) as t (category, median_fen, weight, margin);

-- A shop's number decides its trade; its till speaks one of three shapes,
-- and one shop in eight delivers no tills.
insert into world.shop
with numbered as (
    select
        m.*,
        unnest(generate_series(1, case m.mall_type when 'city' then 48 when 'regional' then 36
            else 18 end)) as n
    from world.mall as m
),

traded as (
    select
        *,
        mall_id || printf('S%03d', n) as shop_id,
        [
            'dining', 'supermarket', 'coffee', 'fashion', 'kids', 'beauty', 'cinema', 'dining',
            'fashion', 'sport', 'dining', 'coffee', 'beauty', 'kids', 'fashion', 'dining'
        ][1 + (n - 1) % 16] as category
    from numbered
)

select
    t.shop_id,
    t.mall_id,
    t.n as shop_no,
    upper(t.category[1]) || t.category[2:] || ' No. ' || t.n as shop_name,
    'BRAND-' || upper(t.category[1:3]) || '-' || (1 + u_int(t.n, 'brand', 12)) as brand,
    ['B1', 'L1', 'L2', 'L3', 'L4'][1 + (t.n - 1) % 5] as floor,
    t.category,
    printf('8%s%04d', t.mall_id[2:3], t.n) as pos_store_code,
    if(u01(t.shop_id, 'circle') < 0.7, t.mall_id[2:3] || printf('%04d', t.n), null) as circle_shop_number,
    if(t.category in ('dining', 'cinema', 'kids', 'beauty'), '7' || digits(t.shop_id, 'douyin', 18),
        null) as douyin_account_id,
    if(t.category in ('dining', 'cinema', 'beauty'), hex_of(t.shop_id, 'meituan'), null) as meituan_shop_uuid,
    '15' || digits(t.shop_id, 'mch', 8) as sub_mchid,
    round(c.margin * (0.85 + 0.3 * u01(t.shop_id, 'margin')), 3) as margin_rate,
    -- the first two shops of a mall always deliver
    if(
        t.n > 2 and u01(t.shop_id, 'till') < 0.125, null,
        case when t.n % 5 = 0 then 'v332m_xml' when t.n % 5 in (1, 2) then 'v332m_json' else 'csv' end
    ) as till_format,
    cast(c.median_fen * (0.7 + 0.7 * u01(t.shop_id, 'price')) as integer) as ticket_median_fen,
    c.weight * (0.4 + 1.2 * u01(t.shop_id, 'weight')) as weight,
    -- one in twenty opens, and one in twenty closes, while the city runs
    if(t.n > 2 and u01(t.shop_id, 'opens') < 0.05, day_at(0.1 + 0.3 * u01(t.shop_id, 'opens_on')),
        getvariable('first_day')) as known_from,
    null as known_to
from traded as t
inner join scratch.category as c using (category)
order by t.shop_id;

insert into world.gate
select
    g.mall_id || 'G' || g.n as gate_id,
    g.mall_id,
    g.n <= 4 as is_outer,
    [0.4, 0.28, 0.2, 0.12, 0.35, 0.2][g.n] as share,
    getvariable('first_day') as known_from,
    null as known_to
from (select mall_id, unnest(generate_series(1, 6)) as n from world.mall) as g
order by gate_id;

insert into world.community
with number as (
    select unnest(generate_series(1, greatest(8, least(60, getvariable('city_members') // 600)))) as n
),

mall as (
    select mall_id, row_number() over (order by mall_type, mall_id) as place, count(*) over () as malls
    from world.mall
)

select
    printf('C%02d', n.n) as community_id,
    'Garden ' || n.n as name,
    ['A', 'B', 'C'][1 + n.n % 3] as tier,
    greatest(120,
        cast(getvariable('city_members') * 0.9 / (select count(*) from number) as integer) + u_int(n.n,
        'households', 200)) as households,
    m.mall_id,
    getvariable('first_day') as known_from,
    null as known_to
from number as n
inner join mall as m on m.place = 1 + n.n % m.malls
order by n.n;

insert into world.building
with numbered as (
    select community_id, households, unnest(generate_series(1, 6 + u_int(community_id, 'buildings', 7))) as n
    from world.community
)

select
    community_id,
    cast(n as varchar) as building_no,
    -- a tower or two, and the last ones of a handful of households
    cast(floor(households * (
        pow(n / count(*) over (partition by community_id), 0.4)
        - pow((n - 1) / count(*) over (partition by community_id), 0.4)
    )) as integer) as households,
    pick(['one_room', 'two_room', 'three_room', 'four_room'], community_id || n, 'unit') as unit_type,
    pick(['couple', 'family', 'three_generations', 'single', 'senior'], community_id || n,
        'family') as family_structure,
    getvariable('first_day') as known_from,
    null as known_to
from numbered
order by community_id, n;

insert into world.product
with numbered as (
    select *, unnest(generate_series(1, if(category = 'supermarket', 60, 14))) as n,
        row_number() over (order by category) as c from scratch.category
)

select
    printf('SKU%d%03d', c, n) as sku_id,
    c * 1000 + n as sku_no,
    upper(category[1]) || category[2:] || ' item ' || n as name,
    category,
    category || '_' || (1 + n % 4) as subcategory,
    'MAKER-' || (1 + u_int(c * 1000 + n, 'maker', 30)) as brand,
    n % 7 = 0 as is_own_brand,
    n % 9 = 0 as is_imported,
    category = 'supermarket' and n % 6 = 0 as is_organic,
    category = 'supermarket' and n % 3 = 0 as is_fresh,
    ['low', 'mid', 'top'][1 + n % 3] as price_band,
    round(margin * (0.8 + 0.4 * u01(c * 1000 + n, 'sku margin')), 3) as margin_rate,
    cast(round(median_fen * 0.5 * ([0.6, 1.0, 1.7][1 + n % 3]) * (
        0.8 + 0.4 * u01(c * 1000 + n, 'sku price')) / 10) * 10 as bigint) as price_fen,
    getvariable('first_day') as known_from,
    null as known_to
from numbered
order by sku_no;

-- Weighted choice of a shop: 512 slots a mall, and 64 a mall and category, shared out by weight.
create or replace table scratch.shop_slot as
with placed as (
    select
        s.*,
        sum(s.weight) over (partition by s.mall_id order by s.shop_id) / sum(s.weight)
            over (partition by s.mall_id) as hi,
        sum(s.weight) over (partition by s.mall_id, s.category order by s.shop_id)
        / sum(s.weight) over (partition by s.mall_id, s.category) as category_hi
    from world.shop as s
),

slot as (
    select m.mall_id, n.slot from world.mall as m cross join range(512) as n (slot)
),

category_slot as (
    select c.mall_id, c.category, n.slot from (select distinct mall_id, category from world.shop) as c
    cross join range(64) as n (slot)
)

select s.mall_id, 'any' as wanted, s.slot, arg_min(p.shop_id, p.hi) as shop_id
from slot as s
inner join placed as p on s.mall_id = p.mall_id and p.hi > (s.slot + 0.5) / 512 - 1e-9
group by s.mall_id, s.slot
union all
select s.mall_id, s.category, s.slot, arg_min(p.shop_id, p.category_hi)
from category_slot as s
inner join placed as p on s.mall_id = p.mall_id and s.category = p.category
    and p.category_hi > (s.slot + 0.5) / 64 - 1e-9
group by s.mall_id, s.category, s.slot;

create or replace table scratch.sku_slot as
select category, cast(row_number() over (partition by category order by sku_no) - 1 as integer) as slot,
    count(*) over (partition by category) as slots, sku_id, sku_no, price_fen
from world.product;
