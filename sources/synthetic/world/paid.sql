-- Who becomes a paying member: most after an event. A change of it is one more row of the registry.
create or replace table scratch.paying as
with reason as (
    select m.member_no, m.person_id, s.day + 1 + u_int(m.person_id, 'pays soon', 25) as day
    from scratch.signup as s
    inner join world.membership as m on s.person_id = m.person_id and m.membership_no = 1
        and m.registered_at < s.start_at
    where s.attends and u01(hash(m.person_id, s.event_no), 'pays') < 0.06
    union all
    select member_no, person_id, day_at(u01(person_id, 'pays on'))
    from world.membership
    where membership_no = 1 and u01(person_id, 'pays anyway') < 0.008
)

select r.member_no, min(r.day) as day
from reason as r
inner join world.membership as m using (member_no)
where not m.is_paid_member and r.day <= getvariable('last_day') and r.day > cast(m.registered_at as date)
group by r.member_no;

update world.membership set is_paid_member = true, paid_from = p.day, paid_to = p.day + 365
from scratch.paying as p
where membership.member_no = p.member_no;

insert into world.tier_change by name
select t.member_no, arg_max(t.tier, t.tier_changed_at) as tier, at_hour(m.paid_from, 12) as tier_changed_at
from world.membership as m
inner join world.tier_change as t on m.member_no = t.member_no and t.tier_changed_at < at_hour(m.paid_from,
    12)
where m.is_paid_member and m.paid_from > cast(m.registered_at as date)
group by t.member_no, m.paid_from
order by t.member_no;

update world.tier_change
set
    is_paid_member = coalesce(m.paid_from <= cast(tier_changed_at as date), false),
    paid_from = if(m.paid_from <= cast(tier_changed_at as date), m.paid_from, null),
    paid_to = if(m.paid_from <= cast(tier_changed_at as date), m.paid_to, null)
from world.membership as m
where tier_change.member_no = m.member_no;
