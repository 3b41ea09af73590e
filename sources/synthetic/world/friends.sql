-- Who befriends which colleague on WeCom, what happens to it, and what the colleague notes.

create or replace table scratch.friend_draft as
with host as (
    select staff_id, mall_id, left_on, row_number() over (partition by mall_id order by staff_id) - 1 as place
    from world.staff
    where role in ('guide', 'customer_manager', 'service')
),

hosts as (
    select mall_id, count(*) as number from host group by mall_id
),

willing as (
    select
        w.wechat_id,
        w.person_id,
        m.mall_id,
        m.is_base,
        m.registered_at,
        unnest(if(u01(w.wechat_id, 'second friend') < getvariable('rate_second_friend'), [1, 2], [1])) as nth
    from world.membership as m
    inner join world.wechat as w
        on m.person_id = w.person_id and w.account_no = if(u01(m.person_id, 'friend account') < 0.1, 2, 1)
    inner join world.person as p on m.person_id = p.person_id
    where
        m.membership_no = 1
        and (u01(m.person_id, 'friend') < getvariable('rate_friend') or p.joins_by = 'friend')
        and not p.is_staff
    union all
    -- some befriend a colleague and never register
    select w.wechat_id, w.person_id, p.home_mall_id, false, at_hour(day_at(u01(w.person_id, 'looks in')), 15),
        1
    from world.person as p
    inner join world.wechat as w on p.person_id = w.person_id and w.account_no = 1
    where p.joins_on is null and u01(p.person_id, 'friend') < 0.1
),

timed as (
    select
        wechat_id * 4 + nth as friendship_id,
        *,
        case
            when nth = 2 then plus_minutes(registered_at, 1440 * (1 + 60 * u01(wechat_id, 'second day')))
            when is_base and u01(wechat_id, 'friend late') < 0.2
                then at_hour(day_at(u01(wechat_id, 'friend day')), 10.5 + 10 * u01(wechat_id, 'friend hour'))
            when u01(wechat_id, 'friend soon') < 0.8
                then plus_minutes(registered_at, 2 + 30 * u01(wechat_id, 'friend minute'))
            else plus_minutes(registered_at, 1440 * 20 * u01(wechat_id, 'friend later'))
        end as added_at
    from willing
)

select
    t.*,
    s.staff_id,
    s.left_on,
    -- deleted early or never: the days to it are few for most
    if(
        u01(t.friendship_id, 'deletes') < getvariable('rate_friend_deletes'),
        plus_minutes(greatest(t.added_at, at_hour(getvariable('first_day'), 9)),
            30 + 1440 * 60 * pow(u01(t.friendship_id, 'deletes after'), 2)),
        null
    ) as deleted_at,
    if(u01(t.friendship_id, 'who deletes') < 0.82, 'customer', 'staff') as deleted_by
from timed as t
inner join hosts as n on t.mall_id = n.mall_id
inner join host as s on t.mall_id = s.mall_id
    and s.place = (u_int(t.wechat_id, 'host', n.number) + t.nth - 1) % n.number
where t.added_at < at_hour(getvariable('last_day'), 24)
    and (s.left_on is null or cast(t.added_at as date) < s.left_on);

insert into world.friendship
with scene as (
    select entry_id, mall_id, state_code, staff_id, scene,
        row_number() over (partition by mall_id order by entry_id) - 1 as place
    from world.entry
    where channel in ('wecom', 'link')
),

scenes as (
    select mall_id, count(*) as number from scene group by mall_id
),

entered as (
    select
        f.*,
        e.external_userid,
        m.phone,
        case
            when u01(f.friendship_id, 'way') < 0.42 then g.entry_id
            when u01(f.friendship_id, 'way') < 0.88 then s.entry_id
        end as entry_id,
        case
            when u01(f.friendship_id, 'way') < 0.42 then g.state_code
            when u01(f.friendship_id, 'way') < 0.88 then s.state_code
        end as state,
        if(u01(f.friendship_id, 'way') between 0.42 and 0.88, s.scene, 'guide_code') as scene,
        f.left_on is not null and (f.deleted_at is null
            or f.deleted_at >= at_hour(f.left_on + 1, 10)) as is_handed_over,
        u01(f.friendship_id, 'remark') as u_remark
    from scratch.friend_draft as f
    inner join world.external_contact as e on f.wechat_id = e.wechat_id
    inner join scenes as n on f.mall_id = n.mall_id
    inner join scene as s on f.mall_id = s.mall_id and s.place = u_int(f.friendship_id, 'scene', n.number)
    left join world.entry as g on f.staff_id = g.staff_id
    left join world.membership as m on f.person_id = m.person_id and m.membership_no = 1
),

successor as (
    select mall_id, min(staff_id) as staff_id from world.staff where role = 'customer_manager'
    group by mall_id
),

row_of as (
    select
        e.*,
        l.link_id,
        if(e.scene = 'douyin_live', 16, if(e.state is null,
            [3, 4, 6][1 + u_int(e.friendship_id, 'add way', 3)], 1)) as add_way,
        case
            when e.u_remark < 0.3 * getvariable('rate_mistyped_remark')
                then phone_of(cast(
                1 + u_int(e.friendship_id, 'mistyped', getvariable('city_members')) as bigint) * 10)
            when e.u_remark < 0.3 and e.phone not like '%8000' and e.phone != '18888888888' then e.phone
        end as remark_phone,
        if(e.u_remark < 0.3 * getvariable('rate_mistyped_remark'), 'mistyped', 'told') as remark_phone_kind
    from entered as e
    left join world.link as l on e.mall_id = l.mall_id and e.scene = 'douyin_live'
)

select
    friendship_id, external_userid, wechat_id, person_id, staff_id, mall_id, added_at, add_way, state,
        entry_id, link_id, remark_phone,
    if(remark_phone is null, null, remark_phone_kind), false as is_transfer, null as transferred_from,
    case when is_handed_over then at_hour(left_on + 1, 10)
        when deleted_at < at_hour(getvariable('last_day'), 24) then deleted_at end as deleted_at,
    case when is_handed_over then 'transfer' when deleted_at < at_hour(getvariable('last_day'), 24)
        then deleted_by end as deleted_by
from row_of
union all
-- the successor's side of it begins a day later
select
    r.friendship_id + 3, r.external_userid, r.wechat_id, r.person_id, s.staff_id, r.mall_id,
        at_hour(r.left_on + 2, 10), 202, null, null, null, null, null,
    true, r.staff_id,
    case when r.deleted_at > at_hour(r.left_on + 2, 11)
        and r.deleted_at < at_hour(getvariable('last_day'), 24) then r.deleted_at end,
    case when r.deleted_at > at_hour(r.left_on + 2, 11)
        and r.deleted_at < at_hour(getvariable('last_day'), 24) then r.deleted_by end
from row_of as r
inner join successor as s using (mall_id)
where
    r.is_handed_over and at_hour(r.left_on + 2, 10) < at_hour(getvariable('last_day'), 24)
        and r.staff_id != s.staff_id
    -- nobody is handed to a colleague who is a friend already
    and not exists (select 1 from scratch.friend_draft as o
        where o.wechat_id = r.wechat_id and o.staff_id = s.staff_id)
order by 1;

-- Seven groups of tags; the first four are wanted within two days. One tag in thirty is taken off again.
insert into world.friend_tag
with tag_group as (
    select group_id, group_name, count(*) as number,
        row_number() over (order by tag_group.min_order, group_id) as place
    from (select *, first_value(known_from) over () as min_order from world.tag) as tag_group
    group by group_id, group_name, tag_group.min_order
),

drawn as (
    select
        f.friendship_id,
        f.external_userid,
        f.staff_id,
        f.added_at,
        f.deleted_at,
        g.group_id,
        f.friendship_id * 16 + g.place as k,
        case
            when g.group_name = '兴趣' and u01(f.friendship_id, 'tag of taste') < 0.75
                then list_position(['family', 'beauty', 'sport', 'office', 'senior'], p.segment)
            else 1 + u_int(f.friendship_id * 16 + g.place, 'tag', g.number)
        end as tag_order
    from world.friendship as f
    inner join world.person as p using (person_id)
    cross join tag_group as g
    where
        not f.is_transfer
        and u01(f.friendship_id * 16 + g.place, 'tagged')
        < if(g.group_name in ('来源触点', '兴趣', '消费偏好', '到访频次'), 0.9, 0.35)
)

select
    d.friendship_id,
    d.external_userid,
    d.staff_id,
    t.tag_id,
    plus_minutes(d.added_at, 3 + 3600 * pow(u01(d.k, 'tagged after'), 3)) as put_at,
    if(u01(d.k, 'untagged') < 0.03, plus_minutes(d.added_at, 14400 + 14400 * u01(d.k, 'untagged after')),
        null) as removed_at
from drawn as d
inner join world.tag as t on d.group_id = t.group_id and d.tag_order = t.tag_order
where d.deleted_at is null or plus_minutes(d.added_at,
    3 + 3600 * pow(u01(d.k, 'tagged after'), 3)) < d.deleted_at
order by d.friendship_id, t.tag_id;

-- Groups are joined soon after, or by the code at the door without a friend among the colleagues.
insert into world.group_stay
with chat as (
    select *, row_number() over (partition by mall_id, wanted order by group_no) - 1 as place
    from (
        select *, group_type as wanted from world.chat_group
        union all
        select *, 'any' from world.chat_group
    )
),

chats as (
    select mall_id, wanted, count(*) as number from chat group by mall_id, wanted
),

-- two in three join the group of what they like
taste as (
    select
        person_id,
        if(
            u01(person_id, 'group of taste') < 0.33, 'any',
            case segment
                when 'family' then 'parent_child' when 'office' then 'office_lunch' when 'senior'
                    then 'benefit' else segment
            end
        ) as wanted
    from world.person
),

joining as (
    select f.wechat_id, f.person_id, f.external_userid, f.mall_id, f.friendship_id as k, 1 as nth, f.staff_id,
        plus_minutes(f.added_at, 10 + 1440 * 8 * pow(u01(f.friendship_id, 'group after'), 2)) as joined_at
    from world.friendship as f
    where not f.is_transfer and f.friendship_id % 4 = 1
        and u01(f.friendship_id, 'group') < getvariable('rate_joins_group')
    union all
    select w.wechat_id, w.person_id, e.external_userid, p.home_mall_id, w.wechat_id * 4 + 2, 3, null,
        at_hour(day_at(u01(w.person_id, 'door day')), 10 + 10 * u01(w.person_id, 'door hour'))
    from world.person as p
    inner join world.wechat as w on p.person_id = w.person_id and w.account_no = 1
    inner join world.external_contact as e on w.wechat_id = e.wechat_id
    where u01(p.person_id, 'door') < 0.06 and w.wechat_id not in (select f.wechat_id
        from world.friendship as f)
),

placed as (
    select
        j.*,
        c.chat_id,
        c.dismissed_at,
        plus_minutes(greatest(j.joined_at, at_hour(getvariable('first_day'), 9)),
            60 + 1440 * 80 * u01(j.k, 'leaves after')) as leaves_at,
        u01(j.k, 'leaves') < 0.22 as leaves
    from joining as j
    inner join taste as t on j.person_id = t.person_id
    inner join chats as n on j.mall_id = n.mall_id and t.wanted = n.wanted
    inner join chat as c on j.mall_id = c.mall_id and t.wanted = c.wanted and c.place = u_int(j.k, 'chat',
        n.number)
    where j.joined_at < at_hour(getvariable('last_day'), 24)
        and (c.dismissed_at is null or j.joined_at < c.dismissed_at)
)

select
    k as stay_id,
    chat_id,
    external_userid,
    wechat_id,
    person_id,
    greatest(joined_at, at_hour(cast(getvariable('first_day') as date) - 180, 10)) as joined_at,
    nth as join_scene,
    if(nth = 3, 'door', null) as state,
    if(nth = 1, staff_id, null) as invitor,
    if(leaves and leaves_at < least(at_hour(getvariable('last_day'), 24),
        coalesce(dismissed_at, at_hour(getvariable('last_day'), 24))), leaves_at, null) as left_at,
    if(leaves and leaves_at < at_hour(getvariable('last_day'), 24), if(u01(k, 'thrown out') < 0.1, 1, 0),
        null) as quit_scene
from placed
order by k;
update world.group_stay set quit_scene = null where left_at is null;

-- A link knows a customer once, with the colleague who came first.
insert into world.link_customer
select link_id, external_userid, person_id, staff_id, if(u01(friendship_id, 'link chat') < 0.6, 1, 0), state,
    added_at
from world.friendship
where link_id is not null
qualify row_number() over (partition by link_id, external_userid order by added_at, friendship_id) = 1
order by friendship_id;
