-- What the malls do: entries, campaigns, benefits, contents, tasks, chat groups, tags, links, targets, costs.

insert into world.campaign
with weekly as (
    select
        m.mall_id,
        row_number() over (partition by m.mall_id order by c.day) as n,
        c.day as friday
    from world.mall as m
    cross join world.calendar as c
    where c.dow = 5
)

select
    printf('%sW%02d', mall_id, n) as campaign_id,
    mall_id,
    n as campaign_no,
    'Weekend ' || n as name,
    if(n % 4 = 0, 'convert', 'activate') as objective,
    if(n % 4 = 0, 'exhibition', 'weekend') as node,
    at_hour(friday, 10) as start_at,
    at_hour(friday + 2, 22) as end_at,
    printf('T%d', 1 + n % 3) as template_id,
    'operations' as owner,
    greatest(friday - 7, getvariable('first_day')) as known_from,
    null as known_to
from weekly
union all
select
    'X' || upper(kind),
    'M01',
    100 + n,
    'Programme ' || kind,
    objective,
    node,
    at_hour(day_at(part), 10),
    at_hour(day_at(part) + days - 1, 22),
    'T9',
    'crm',
    greatest(day_at(part) - 10, getvariable('first_day')),
    null
from (
    values (1, 'wake', 'wake', 'none', 0.38, 14), (2, 'coupon', 'repeat', 'none', 0.45, 30),
    (3, 'mday', 'repeat', 'member_day', 0.6, 14), (4, 'content', 'activate', 'none', 0.55, 14),
        (5, 'welcome', 'acquire', 'none', 0, 400),
    (6, 'thanks', 'repeat', 'none', 0, 400), (7, 'noshow', 'activate', 'none', 0, 400),
        (8, 'recipe', 'repeat', 'none', 0, 400)
) as t (n, kind, objective, node, part, days)
union all
-- a member day of each mall, three days long
select
    mall_id || 'MDAY', mall_id, 200, 'Member day ' || mall_id, 'repeat', 'member_day', at_hour(day_at(0.45), 10),
    at_hour(day_at(0.45) + 2, 22), 'T4', 'operations', greatest(day_at(0.45) - 10, getvariable('first_day')), null
from world.mall
order by campaign_id;

insert into world.entry
with scene as (
    select *
    from (
        values
        (1, 'main', 'member_center', 'member_center', 'app'),
            (2, 'scene', 'parking', 'parking_payment', 'app'),
        (3, 'scene', 'service_desk', 'concierge', 'wecom'),
            (4, 'scene', 'event_booth', 'event_signup', 'form'),
        (5, 'scene', 'brand_staff', 'brand_counter', 'staff'),
            (6, 'scene', 'mini_program', 'points_mall', 'app'),
        (7, 'scene', 'official_account', 'menu', 'wecom'), (8, 'scene', 'short_video', 'douyin_live', 'link'),
        (9, 'scene', 'partner', 'office_tower', 'wecom'), (10, 'scene', 'event_booth', 'kids_area', 'wecom'),
        (11, 'scene', 'event_booth', 'festival_market', 'form'),
            (12, 'scene', 'mini_program', 'invite_a_friend', 'referral')
    ) as t (n, kind, touchpoint_type, scene, channel)
)

select
    printf('%sE%02d', m.mall_id, s.n) as entry_id,
    m.mall_id,
    s.kind,
    s.touchpoint_type,
    s.scene,
    s.channel,
    printf('%s.%s.base.all', ['mc', 'park', 'desk', 'form', 'brand', 'mini', 'oa', 'dy', 'office', 'kids',
        'fair', 'invite'][s.n], m.mall_id) as state_code,
    null as campaign_id,
    null as staff_id,
    if(s.touchpoint_type = 'partner', 'PARTNER-' || m.mall_id, null) as partner_code,
    timestamp '2024-01-01' as valid_from,
    if(s.n = 11, at_hour(day_at(0.8), 0), null) as valid_to,
    getvariable('first_day') as known_from,
    null as known_to
from world.mall as m
cross join scene as s
union all
select
    staff_id || 'E',
    mall_id,
    'scene',
    'brand_staff',
    'guide_code',
    'staff',
    printf('guide.%s.base.%s', mall_id, staff_id),
    null,
    staff_id,
    null,
    timestamp '2024-01-01',
    null,
    known_from,
    null
from world.staff
where role in ('guide', 'customer_manager')
order by entry_id;

insert into world.benefit
with kind as (
    select *
    from (
        values
        (1, 'Welcome coupon', 'instant', 'acquire', 2000, 'mall', 30, 'join', false, null),
        (2, 'Dining coupon', 'instant', 'activate', 1500, 'merchant', 14, 'weekly', false, null),
        (3, 'Parking hours', 'instant', 'activate', 1000, 'mall', 7, 'visit', false, null),
        (4, 'Birthday gift', 'growth', 'high_value', 5000, 'mall', 30, 'birthday', false, null),
        (5, 'First-day gift', 'scarce', 'activate', 8000, 'merchant', 7, 'event', false, null),
        (6, 'WeChat coupon', 'instant', 'acquire', 1000, 'platform', 14, 'payment', true, null),
        (7, 'Light meal of the pack', 'growth', 'repeat', 1200, 'merchant', 30, 'pack', false, 'PACK1'),
        (8, 'Coffee of the pack', 'growth', 'repeat', 800, 'merchant', 30, 'pack', false, 'PACK1')
    ) as t (n, name, benefit_class, benefit_type, face_fen, bearer, valid_days, trigger, by_wechat, pack)
)

select
    m.mall_id || 'B' || k.n as benefit_id,
    null as campaign_id,
    m.mall_id,
    k.n as benefit_no,
    k.name,
    k.benefit_class,
    k.benefit_type,
    k.face_fen as face_value_fen,
    cast(k.face_fen * 0.7 as bigint) as unit_cost_fen,
    k.bearer,
    if(k.by_wechat, '9' || digits(m.mall_id, 'stock', 7), null) as stock_id,
    if(k.benefit_class = 'scarce', 500, null) as quota,
    k.valid_days,
    k.trigger,
    k.face_fen as cap_issue_fen,
    -- so much free parking that some drivers and some malls go beyond it
    k.face_fen * if(k.trigger = 'visit', 3, 4) as cap_member_month_fen,
    k.face_fen * if(
        k.trigger = 'visit', getvariable('city_members') // 25, 3 * greatest(1000, getvariable('city_members') // 4)
    ) as cap_month_fen,
    if(k.pack is null, null, m.mall_id || k.pack) as pack_id,
    k.face_fen * 3 as min_spend_fen,
    getvariable('first_day') as known_from,
    null as known_to
from world.mall as m
cross join kind as k
union all
select
    'B' || c.campaign_id, c.campaign_id, 'M01', 100 + c.campaign_no, 'Coupon of ' || c.name, 'growth',
        'repeat', 3000, 2400, 'mall', null, null, 14,
    'campaign', 3000, 6000, 3000 * greatest(1000, getvariable('city_members')), null, 6000, c.known_from, null
from world.campaign as c
where c.campaign_id in ('XWAKE', 'XCOUPON', 'XMDAY')
union all
-- packs of the member day: parking and a gift, a set meal and points, a coupon to come back
select
    c.mall_id || 'MD' || p.n, c.campaign_id, c.mall_id, 20 + p.n, p.name, 'growth', p.kind, p.face_fen,
    cast(p.face_fen * 0.7 as bigint), 'mall', null, null, 5, 'campaign', p.face_fen, p.face_fen * 2,
    p.face_fen * greatest(1000, getvariable('city_members')), c.mall_id || p.pack, p.face_fen * 2, c.known_from, null
from world.campaign as c
cross join (
    values (1, 'Parking of the member day', 'high_value', 1500, 'HIGH'),
        (2, 'Gift of the member day', 'high_value', 3000, 'HIGH'),
        (3, 'Set meal of the member day', 'repeat', 2000, 'GROW'),
        (4, 'Points boost of the member day', 'repeat', 1000, 'GROW'),
        (5, 'Coupon to come back', 'activate', 1200, 'WAKE')
) as p (n, name, kind, face_fen, pack)
where c.campaign_no = 200
order by benefit_id;

insert into world.task
with kind as (
    select *
    from (
        values (1, 'check_in', 3, 30), (2, 'parking_payment', 1, 30), (3, 'craft_event', 1, 30),
            (4, 'vote', 1, 7), (5, 'streak', 7, 10),
        (6, 'challenge', 1, 14), (7, 'referral', 1, 30), (8, 'chain', 4, 1)
    ) as t (n, kind, steps, window_days)
)

select
    m.mall_id || 'T' || k.n as task_id, null, m.mall_id, k.kind,
    -- one mall tells its chain's steps as a number, the others in words
    if(k.kind = 'chain' and m.mall_id <> 'M01', 'check_in;dining;cinema', cast(k.steps as varchar)), k.window_days,
    if(k.n <= 3, m.mall_id || 'B3', null) as reward_benefit_id, getvariable('first_day'), null
from world.mall as m
cross join kind as k
order by task_id;

-- Groups of at most some 150 people; their types go round.
insert into world.chat_group
with numbered as (
    select m.mall_id,
        unnest(generate_series(1, greatest(7,
        cast(0.25 * getvariable('city_members') / (select count(*) from world.mall) / 120 as integer)))) as n
    from world.mall as m
),

owner as (
    select staff_id, mall_id, row_number() over (partition by mall_id order by staff_id) - 1 as place,
        count(*) over (partition by mall_id) as owners
    from world.staff
    where role in ('community', 'champion', 'customer_manager')
)

select
    'wrCITY' || hex_of(n.mall_id || n.n, 'chat')[1:26] as chat_id,
    n.mall_id,
    n.n as group_no,
    ['parent_child', 'office_lunch', 'sport', 'beauty', 'benefit', 'new_member',
        'other'][1 + (n.n - 1) % 7] as group_type,
    o.staff_id,
    at_hour(cast(getvariable('first_day') as date) - 200 - cast(n.n % 100 as integer), 10) as created_at,
    if(n.n = 7, at_hour(day_at(0.9), 18), null) as dismissed_at,
    getvariable('first_day') as known_from,
    if(n.n = 7, day_at(0.9) + 2, null) as known_to
from numbered as n
inner join owner as o on n.mall_id = o.mall_id and n.n % o.owners = o.place
order by n.mall_id, n.n;

insert into world.tag
with tag_group as (
    select *
    from (
        values
        ('touch', '来源触点', ['停车场', '服务台', '活动展位', '品牌店员', '小程序']),
            ('interest', '兴趣', ['亲子', '美妆', '运动', '餐饮', '时尚']),
        ('spend', '消费偏好', ['价格敏感', '品质优先', '新品尝鲜']), ('visits', '到访频次', ['高频', '中频', '低频']),
        ('family', '家庭结构', ['单身', '情侣', '有孩', '三代']), ('floor', '常逛楼层', ['B1', 'L1', 'L2', 'L3']),
        ('budget', '预算段', ['百元内', '百至五百', '五百以上'])
    ) as t (code, name, tags)
),

unnested as (
    select *, unnest(tags) as tag, unnest(range(1, len(tags) + 1)) as n from tag_group
)

select
    'etCITY' || hex_of(code || n, 'tag')[1:26], tag, 'etCITY' || hex_of(code, 'tag group')[1:26], name,
        cast(n as integer),
    timestamp '2025-01-01 10:00:00', getvariable('first_day'), null
from unnested
order by code, n;

insert into world.link
select
    'cawcde' || hex_of(mall_id, 'link')[1:10] as link_id, 'Short video ' || mall_id, mall_id, state_code,
        entry_id, timestamp '2025-01-01 10:00:00'
from world.entry
where scene = 'douyin_live'
order by mall_id;

-- Three pieces a week and mall: Tuesday preview, Thursday benefit, Friday notice.
insert into world.content
with planned as (
    select m.mall_id, c.day, c.dow, row_number() over (partition by m.mall_id order by c.day) as n
    from world.mall as m
    cross join world.calendar as c
    where c.dow in (2, 4, 5)
),

placed as (
    select p.*, w.campaign_id from planned as p
    left join world.campaign as w on p.mall_id = w.mall_id
        and cast(w.start_at as date) between p.day and p.day + 6 and w.node in ('weekend', 'exhibition')
)

select
    printf('%sK%03d', mall_id, n) as content_id,
    campaign_id,
    mall_id,
    n as content_no,
    case dow when 2 then pick(['douyin', 'xiaohongshu'], mall_id || n, 'platform') when 4 then 'wecom_group'
        else 'official_account' end as platform,
    case dow when 2 then 'seeding' when 4 then if(n % 4 = 0, 'light_task', 'benefit')
        else 'event_notice' end as kind,
    ['本周必逛', '停车与便民', '亲子档期', '餐饮限时', '品牌上新', '会员任务'][1 + n % 6] as column_type,
    if(u01(mall_id || n, 'crowd') < 0.9, pick(['parent_child', 'office_lunch', 'sport', 'beauty'],
        mall_id || n, 'which crowd'), null) as crowd,
    if(u01(mall_id || n, 'point') < 0.92, 'coupon', null) as benefit_point,
    if(u01(mall_id || n, 'path') < 0.88, 'mini_program', null) as action_path,
    printf('TC%s%03d', mall_id, n) as tracking_code,
    mall_id || if(dow = 2, 'E08', 'E06') as entry_id,
    null as chat_id,
    at_hour(day, 10) as planned_at,
    if(u01(mall_id || n, 'published') < 0.96, at_hour(day, 10 + 2 * u01(mall_id || n, 'published at')),
        null) as published_at,
    if(dow = 2, 15 + u_int(mall_id || n, 'duration', 46), null) as duration_s,
    greatest(day - 3, getvariable('first_day')) as known_from,
    null as known_to
from placed
order by mall_id, n;

insert into world.target
select metric_id, null, null, null, target, warn, critical, direction, 'operations_lead',
    'PB-' || upper(metric_id), getvariable('first_day'), null
from (
    values ('visits_per_visitor', 2.0, 1.6, 1.3, 'up'), ('coupon_redemption_rate', 0.35, 0.25, 0.15, 'up'),
    ('retention_30d', 0.5, 0.4, 0.3, 'up'), ('effective_reach_rate', 0.9, 0.8, 0.7, 'up')
) as t (metric_id, target, warn, critical, direction)
order by metric_id;

insert into world.cost
select
    campaign_id || 'C' || k.n, cast(start_at as date) - 1, k.kind,
        cast(k.fen * (0.7 + 0.6 * u01(campaign_id || k.n, 'cost')) as bigint), campaign_id, null, null,
    if(k.kind = 'media', 'douyin', null), cast(start_at as date), null
from world.campaign
cross join (values (1, 'media', 80000), (2, 'labour', 40000), (3, 'message', 9000)) as k (n, kind, fen)
where node != 'none' and cast(start_at as date) <= getvariable('last_day')
order by all;
