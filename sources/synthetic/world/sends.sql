-- Messages that go out: mass sends by colleagues, sends of experiments, follow-ups, group posts. Nobody of
-- the universal holdout gets one.

insert into world.mass_send
with slot as (
    select m.mall_id, c.day, c.dow, row_number() over (partition by m.mall_id order by c.day) as n
    from world.mall as m
    cross join world.calendar as c
    where c.dow in (2, 4)
)

select
    'msgCITY' || hex_of(mall_id || n, 'mass send')[1:24] as msgid,
    (select max(w.campaign_id) from world.campaign as w
        where w.mall_id = s.mall_id and w.campaign_no < 100
        and cast(w.start_at as date) between s.day and s.day + 6),
    (select max(k.content_id) from world.content as k
        where k.mall_id = s.mall_id and cast(k.planned_at as date) = s.day),
    mall_id,
    (select min(t.staff_id) from world.staff as t where t.mall_id = s.mall_id and t.role = 'manager'),
    at_hour(day, 9.5) as created_at,
    if(dow = 4, 'single', 'group') as kind
from slot as s
order by mall_id, n;

insert into world.mass_send_task
select
    s.msgid,
    t.staff_id,
    if(u01(s.msgid || t.staff_id, 'confirms') < 0.9, 2, 0) as status,
    if(u01(s.msgid || t.staff_id, 'confirms') < 0.9,
        plus_minutes(s.created_at, 10 + 300 * pow(u01(s.msgid || t.staff_id, 'confirms at'), 2)),
        null) as sent_at
from world.mass_send as s
inner join world.staff as t
    on s.mall_id = t.mall_id and (t.left_on is null or cast(s.created_at as date) < t.left_on)
where
    if(s.kind = 'single', t.role in ('guide', 'customer_manager', 'service'),
        t.role in ('community', 'champion', 'customer_manager'))
order by s.msgid, t.staff_id;

-- Sends to friends: four a customer and month. Who has just deleted the colleague is still on the list.
insert into world.mass_send_target
with listed as (
    select
        s.msgid,
        s.created_at,
        t.staff_id,
        t.status as task_status,
        t.sent_at,
        f.external_userid,
        f.person_id,
        f.deleted_at <= s.created_at as is_gone,
        row_number() over (partition by f.external_userid, date_trunc('month', s.created_at), t.status
            order by s.created_at, t.staff_id) as nth
    from world.mass_send as s
    inner join world.mass_send_task as t on s.msgid = t.msgid
    inner join world.friendship as f on t.staff_id = f.staff_id
    where
        s.kind = 'single'
        and f.added_at < s.created_at
        and (f.deleted_at is null or (f.deleted_at > s.created_at - interval 3 day
            and f.deleted_by = 'customer') or f.deleted_at > s.created_at)
        and f.person_id not in (select h.person_id from scratch.held_out as h)
)

select
    msgid,
    staff_id,
    external_userid,
    null,
    person_id,
    case when task_status = 0 then 0 when is_gone then 2 when nth > 4 then 3 else 1 end as status,
    if(task_status = 2 and not coalesce(is_gone, false) and nth <= 4, sent_at, null)
from listed
order by msgid, staff_id, external_userid;

insert into world.mass_send_target
select s.msgid, t.staff_id, null, c.chat_id, null, 1, t.sent_at
from world.mass_send as s
inner join world.mass_send_task as t on s.msgid = t.msgid
inner join world.chat_group as c on t.staff_id = c.staff_id and c.created_at < s.created_at
    and (c.dismissed_at is null or s.created_at < c.dismissed_at)
where s.kind = 'group' and t.status = 2
order by s.msgid, c.chat_id;

insert into world.outreach
with friend as (
    select person_id, min(external_userid) as external_userid, arg_min(staff_id, friendship_id) as staff_id,
        min(added_at) as added_at
    from world.friendship
    where not is_transfer and deleted_at is null
    group by person_id
),

-- of an experiment: the treated, or both arms where two contents are compared
tested as (
    select
        'X' || a.experiment_id || a.unit_id as k,
        coalesce(x.campaign_id, 'XWELCOME') as campaign_id,
        a.experiment_id,
        a.arm,
        a.person_id,
        a.unit_id as member_no,
        at_hour(cast(x.start_at as date), 10) as planned_at,
        case x.kind when 'wake_up' then 'sms' when 'content_ab' then 'subscribe' when 'coupon' then 'sms'
            else 'push' end as channel,
        if(x.kind = 'content_ab', 'M01K00' || if(a.arm = 'treat', 1, 2), null) as content_id
    from world.assignment as a
    inner join world.experiment as x using (experiment_id)
    where a.unit = 'member' and x.kind != 'universal_holdout' and (a.arm = 'treat' or x.kind = 'content_ab')
),

consent as (
    select member_no, consent_marketing from world.membership
),

-- within two days of a referral a colleague writes, or does not
followed as (
    select 'F' || m.member_no as k, 'XWELCOME' as campaign_id, m.person_id, f.external_userid, f.staff_id,
        plus_minutes(greatest(m.registered_at, f.added_at),
            30 + 3600 * u01(m.person_id, 'followed after')) as planned_at
    from world.membership as m
    inner join friend as f on m.person_id = f.person_id
    where
        not m.is_base and m.membership_no = 1 and (m.referrer_member_no is not null
            or u01(m.person_id, 'followed') < 0.3)
        and m.person_id not in (select h.person_id from scratch.held_out as h)
        and u01(m.person_id, 'is followed') < 0.75
),

-- who signs up for an event of a campaign is written to by a colleague, some within a day, some later, some never
answered as (
    select 'V' || s.event_id || '-' || s.person_id as k, e.campaign_id, s.person_id, f.external_userid,
        f.staff_id,
        plus_minutes(s.submitted_at, 20 + 2000 * u01(s.event_id || s.person_id, 'answered after'))
            as planned_at
    from world.form_signup as s
    inner join world.event as e using (event_id)
    inner join friend as f on s.person_id = f.person_id and f.added_at < s.submitted_at
    where
        e.campaign_id is not null
        and s.person_id not in (select h.person_id from scratch.held_out as h)
        and u01(s.event_id || s.person_id, 'is answered') < 0.6
),

posted as (
    select c.chat_id, c.mall_id, c.staff_id, k.content_id, k.campaign_id, k.planned_at,
        'G' || c.chat_id[7:18] || k.content_id as key
    from world.chat_group as c
    inner join world.content as k on c.mall_id = k.mall_id
    where k.published_at is not null and k.campaign_id is not null
        and (c.dismissed_at is null or k.planned_at < c.dismissed_at)
),

-- on a member day the first group of a mall gets six posts too many
flooded as (
    select c.chat_id, c.mall_id, c.staff_id, 'X' || c.chat_id[7:18] || d.day || n.n as key,
        at_hour(d.day, 9 + 1.5 * n.n) as planned_at,
        (select max(k.campaign_id) from world.content as k
            where k.mall_id = c.mall_id and cast(k.planned_at as date) <= d.day + 3) as campaign_id
    from world.chat_group as c
    cross join world.calendar as d
    cross join range(6) as n (n)
    where c.group_no = 1 and d.is_member_day
),

-- what follows what people did: thanks after a redemption, another date after a missed event, a recipe
caused as (
    select 'T' || s.coupon_code as k, 'XTHANKS' as campaign_id, c.person_id,
        plus_minutes(s.state_at, 20 + 1400 * u01(s.coupon_code, 'thanked at')) as planned_at
    from world.coupon_state as s
    inner join world.coupon as c using (coupon_code)
    where s.state = 'redeemed' and s.verify_ok and u01(s.coupon_code, 'thanked') < 0.4
    union all
    select 'N' || event_no || '-' || person_id, 'XNOSHOW', person_id,
        plus_minutes(start_at, 400 + 2600 * u01(hash(person_id, event_no), 'asked at'))
    from scratch.signup
    where not attends and signs_up and u01(hash(person_id, event_no), 'asked') < 0.6
    union all
    select 'R' || order_no, 'XRECIPE', person_id, at_hour(cast(paid_at as date) + 3, 17) from world.gb_order
    where u01(order_no, 'recipe') < 0.5
),

followed_up as (
    select c.*, m.member_no
    from caused as c
    inner join world.membership as m on c.person_id = m.person_id and m.membership_no = 1
        and m.registered_at < c.planned_at
    where
        m.consent_marketing and c.planned_at < at_hour(getvariable('last_day'), 23)
        and c.person_id not in (select h.person_id from scratch.held_out as h)
),

-- the weekly subscription message to a fifth of the app's members
subscribed as (
    select 'S' || m.member_no || w.campaign_id as k, w.campaign_id, m.person_id, m.member_no,
        w.start_at - interval 16 hour as planned_at
    from world.membership as m
    inner join world.campaign as w on m.mall_id = w.mall_id and w.campaign_no < 100
        and m.registered_at < w.start_at - interval 2 day
    where
        m.openid is not null and m.consent_marketing
        and m.person_id not in (select h.person_id from scratch.held_out as h)
        and u01(m.person_id * 128 + w.campaign_no, 'subscribed') < 0.2
)

select
    'SN' || hex_of(t.k, 'send')[1:16], t.campaign_id, t.experiment_id, t.arm, t.channel, null, false,
        t.person_id, t.member_no, null, null, t.content_id, t.planned_at,
    if(c.consent_marketing and u01(t.k, 'fails') >= 0.05,
        plus_minutes(t.planned_at, 1 + 40 * u01(t.k, 'sent at')), null),
    case when not c.consent_marketing then 'suppressed' when u01(t.k, 'fails') < 0.05 then 'failed'
        else 'sent' end,
    case when not c.consent_marketing then 'no_consent' when u01(t.k, 'fails') < 0.05
        then pick(['unreachable', 'blocked', 'quota'], t.k, 'why') end
from tested as t
inner join consent as c using (member_no)
union all
select
    'SN' || hex_of(k, 'send')[1:16], campaign_id, null, null, 'private_chat', staff_id, true, person_id, null,
        external_userid, null, null, planned_at,
    plus_minutes(planned_at, 1), 'sent', null
from (from followed union all from answered)
where planned_at < at_hour(getvariable('last_day'), 24)
union all
select
    'SN' || hex_of(key, 'send')[1:16], campaign_id, null, null, 'group_post', staff_id,
        u01(key, 'manual') < 0.3, null, null, null, chat_id, content_id, planned_at,
    plus_minutes(planned_at, 60 * u01(key, 'posted at')), 'sent', null
from posted
union all
select
    'SN' || hex_of(key, 'send')[1:16], campaign_id, null, null, 'group_post', staff_id, true, null, null,
        null, chat_id, null, planned_at, planned_at, 'sent', null
from flooded
where campaign_id is not null
union all
select
    'SN' || hex_of(k, 'send')[1:16], campaign_id, null, null, 'subscribe', null, false, person_id, member_no,
        null, null, null, planned_at,
    if(u01(k, 'fails') >= 0.06, planned_at, null), if(u01(k, 'fails') < 0.06, 'failed', 'sent'),
        if(u01(k, 'fails') < 0.06, 'refused', null)
from followed_up
union all
select
    'SN' || hex_of(k, 'send')[1:16], campaign_id, null, null, 'subscribe', null, false, person_id, member_no,
        null, null, null, planned_at,
    if(u01(k, 'fails') >= 0.08, plus_minutes(planned_at, 1 + 20 * u01(k, 'sent at')), null),
        if(u01(k, 'fails') < 0.08, 'failed', 'sent'),
    if(u01(k, 'fails') < 0.08, 'refused', null)
from subscribed
where planned_at >= getvariable('first_day')
order by 1;
