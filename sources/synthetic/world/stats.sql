-- What vendors count by themselves: per colleague, per group owner, per piece of content; and what events
-- cost.

insert into world.staff_stat
with served as (
    select staff_id, day, 0 as chats, 0 as messages, 0 as replies, 0 as contacts, 0 as complaints
    from world.staff
    cross join world.calendar
    where role in ('guide', 'customer_manager', 'service') and (left_on is null or day < left_on)
    union all
    select staff_id, cast(sent_at as date), count(distinct external_userid),
        count(*) filter (where not is_from_customer),
        count(distinct external_userid) filter (where not is_from_customer), 0, 0
    from world.chat_message
    where chat_id is null
    group by all
    union all
    select staff_id, cast(added_at as date), 0, 0, 0, count(*), 0 from world.friendship where not is_transfer
    group by all
    union all
    select staff_id, cast(deleted_at as date), 0, 0, 0, 0, count(*) from world.friendship
    where deleted_by = 'customer' group by all
),

summed as (
    select staff_id, day, sum(chats) as chats, sum(messages) as messages, sum(replies) as replies,
        sum(contacts) as contacts, sum(complaints) as complaints
    from served
    where day between getvariable('first_day') and getvariable('last_day')
    group by all
)

select
    staff_id,
    day,
    cast(chats as integer),
    cast(messages as integer),
    if(chats = 0, null, round(100.0 * replies / chats, 2)),
    if(chats = 0, null, 1 + u_int(staff_id || day, 'answers after', 40)),
    cast(contacts + u_int(staff_id || day, 'applies', 2) as integer),
    cast(contacts as integer),
    cast(complaints as integer)
from summed
order by staff_id, day;

insert into world.group_stat
with stay as (
    select c.staff_id, s.chat_id, s.stay_id, cast(s.joined_at as date) as joined_on,
        cast(coalesce(s.left_at, c.dismissed_at) as date) as left_on
    from world.group_stay as s
    inner join world.chat_group as c using (chat_id)
),

members as (
    select s.staff_id, d.day, count(*) as members, count(*) filter (where s.joined_on = d.day) as joined
    from stay as s
    inner join world.calendar as d on s.joined_on <= d.day and (s.left_on is null or s.left_on > d.day)
    group by all
),

chats as (
    select c.staff_id, d.day, count(*) as chats
    from world.chat_group as c
    inner join world.calendar as d on cast(c.created_at as date) <= d.day
        and (c.dismissed_at is null or cast(c.dismissed_at as date) > d.day)
    group by all
),

said as (
    select staff_id, cast(sent_at as date) as day, count(*) as messages, count(distinct chat_id) as chats,
        count(distinct external_userid) as speakers
    from world.chat_message
    where chat_id is not null
    group by all
)

select
    c.staff_id,
    c.day,
    0,
    cast(c.chats as integer),
    cast(coalesce(s.chats, 0) as integer),
    cast(coalesce(m.joined, 0) as integer),
    cast(coalesce(m.members, 0) + c.chats as integer),
    cast(coalesce(s.speakers, 0) as integer),
    cast(coalesce(s.messages, 0) as integer)
from chats as c
left join members as m on c.staff_id = m.staff_id and c.day = m.day
left join said as s on c.staff_id = s.staff_id and c.day = s.day
order by c.staff_id, c.day;

insert into world.content_stat
with shown as (
    select
        d.day,
        k.platform,
        k.content_id,
        cast(getvariable('city_members') * (0.05 + 0.2 * u01(k.content_id, 'reach')) * pow(0.6,
            date_diff('day', cast(k.published_at as date), d.day)) as integer) + 3 as exposures,
        0.02 + 0.1 * u01(k.content_id || d.day, 'click rate') as click_rate
    from world.content as k
    inner join world.calendar as d
        on d.day between cast(k.published_at as date) and cast(k.published_at as date) + 6
)

select day, platform, content_id, exposures, cast(exposures * click_rate as integer),
    cast(exposures * click_rate * 0.4 as integer), cast(exposures * click_rate * 0.08 as integer),
    cast(exposures * click_rate * 0.12 as integer)
from shown
order by all;

insert into world.cost
select event_id || 'C', cast(start_at as date), if(event_kind = 'brand_event', 'venue', 'goods'),
    cast(if(event_kind = 'brand_event', 300000, 40000) * (0.7 + 0.6 * u01(event_id, 'cost')) as bigint), null,
    event_id, null, null, cast(start_at as date), null
from world.event
order by event_id;

-- The button under a welcome message, pressed by new friends who have the app.
insert into world.app_event
select
    'AW' || f.friendship_id, f.added_at + interval 50 second, o.appid, o.openid, null, f.person_id,
        'welcome_button', f.mall_id, null, null, f.entry_id, null, null, null,
    ['coupon', 'events', 'group'][1 + u_int(f.friendship_id, 'button', 3)], d.device_id, null, null
from world.friendship as f
inner join world.openid as o on f.wechat_id = o.wechat_id and o.app = 'mini'
left join world.device as d on f.person_id = d.person_id and d.kind = 'own'
where not f.is_transfer and f.added_at >= getvariable('first_day') and u01(f.friendship_id, 'presses') < 0.35
order by f.friendship_id;
