-- Who wrote whom in the days chunk_from to chunk_to: talks between friends, and words in groups. No bodies.
insert into world.chat_message
with talk as (
    select
        f.staff_id,
        f.external_userid,
        f.person_id,
        d.day,
        d.day_no * 17179869184 + f.friendship_id as k,
        u01(d.day_no * 17179869184 + f.friendship_id, 'customer begins') < 0.6 as is_by_customer
    from world.friendship as f
    inner join
        chunk_day as d
        on f.added_at < d.day and (f.deleted_at is null or f.deleted_at > at_hour(d.day, 24))
    where u01(d.day_no * 17179869184 + f.friendship_id, 'talks') < 0.012
),

turn as (
    select
        *,
        unnest(range(2 + u_int(k, 'turns', 4))) as n,
        at_hour(day, 9 + 11 * u01(k, 'talks at')) as begins_at
    from talk
),

said as (
    select
        t.k,
        t.n,
        t.staff_id,
        t.external_userid,
        t.person_id,
        null as chat_id,
        (t.n % 2 = 0) = t.is_by_customer as is_from_customer,
        t.begins_at
        + to_milliseconds(t.n * (20000 + u_int(t.k, 'pause', 400000)) + u_int(t.k, 'ms', 1000)) as sent_at
    from turn as t
    union all
    select
        d.day_no * 17179869184 + s.stay_id,
        9,
        c.staff_id,
        s.external_userid,
        s.person_id,
        s.chat_id,
        true,
        at_hour(d.day, 9 + 13 * u01(d.day_no * 17179869184 + s.stay_id, 'says at'))
    from world.group_stay as s
    inner join chunk_day as d on s.joined_at < d.day and (s.left_at is null or s.left_at > at_hour(d.day, 24))
    inner join
        world.chat_group as c
        on s.chat_id = c.chat_id and (c.dismissed_at is null or c.dismissed_at > at_hour(d.day, 24))
    where u01(d.day_no * 17179869184 + s.stay_id, 'says') < 0.02 * u01(s.stay_id, 'talkative') * 2
)

select
    'MSGCITY'
    || hex_of(k * 16 + n, if(chat_id is null, 'said', 'said in group'))[1:20]
    || '_external' as msgid,
    cast(epoch(sent_at) - epoch(cast(getvariable('first_day') as timestamp)) as bigint) * 1000
    + k % 1000 as seq,
    sent_at,
    staff_id,
    external_userid,
    person_id,
    chat_id,
    is_from_customer,
    pick(['text', 'text', 'text', 'image', 'link', 'emotion', 'weapp', 'voice'], k * 16 + n, 'msgtype')
        as msgtype,
    if(u01(k * 16 + n, 'recalled') < 0.004, 'recall', 'send') as action
from said
where sent_at < at_hour(getvariable('last_day'), 24)
order by msgid;
