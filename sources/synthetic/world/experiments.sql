-- Experiments with planted lifts, assigned by a salted SHA-256 of the unit:
-- the holdout first, campaigns from the rest.
insert into world.experiment
with design as (
    select *
    from (
        values
        (
            'XHOLD',
            null,
            'universal_holdout',
            'member',
            'control=0.05;treat=0.95',
            0.05,
            'all members',
            'visit',
            'visit;purchase;net_fen',
            90,
            0.0,
            400,
            0.10,
            0.0
        ),
        (
            'XWAKE',
            'XWAKE',
            'wake_up',
            'member',
            'control=0.2;treat=0.8',
            0.2,
            'members who stopped coming',
            'visit',
            'visit;purchase;net_fen;redemption',
            14,
            0.38,
            14,
            0.60,
            0.0
        ),
        (
            'XCOUPON',
            'XCOUPON',
            'coupon',
            'member',
            'control=0.5;treat=0.5',
            0.5,
            'members who come',
            'purchase',
            'visit;purchase;net_fen;redemption',
            28,
            0.45,
            28,
            0.20,
            0.05
        ),
        (
            'XMDAY',
            'XMDAY',
            'member_day',
            'member',
            'control=0.3;treat=0.7',
            0.3,
            'members who come',
            'visit',
            'visit;net_fen',
            14,
            0.6,
            14,
            0.12,
            0.0
        ),
        (
            'XCONTENT',
            'XCONTENT',
            'content_ab',
            'member',
            'control=0.5;treat=0.5',
            0.5,
            'members who come',
            'visit',
            'visit;purchase;net_fen',
            14,
            0.55,
            14,
            0.0,
            0.0
        ),
        (
            'XPILOT',
            null,
            'pilot',
            'community',
            'control=0.75;treat=0.25',
            0.75,
            'communities',
            'purchase',
            'purchase;net_fen',
            28,
            0.5,
            28,
            0.25,
            0.0
        )
    )
        as t (
            experiment_id,
            campaign_id,
            kind,
            unit,
            arms,
            control,
            population,
            primary_metric,
            metrics,
            outcome_days,
            part,
            days,
            visit_lift,
            spend_lift
        )
)

select
    experiment_id,
    campaign_id,
    kind,
    unit,
    arms,
    'city-' || getvariable('city_seed') || '-' || lower(experiment_id) as salt,
    population,
    primary_metric,
    metrics,
    outcome_days,
    28 as pre_days,
    at_hour(day_at(part), 0.1) as start_at,
    at_hour(day_at(part) + days, 0) as end_at,
    at_hour(greatest(day_at(part) - 7, cast(getvariable('first_day') as date)), 0) as registered_at,
    true as assigned_externally,
    visit_lift,
    spend_lift,
    getvariable('first_day') as known_from,
    null as known_to
from design
order by experiment_id;

create or replace macro arm_point(salt, unit_id) as
cast('0x' || substr(sha256('v1|' || salt || '|' || unit_id), 1, 13) as bigint) / 4503599627370496.0;
create or replace macro control_share(arms) as cast(regexp_extract(arms, 'control=([0-9.]+)', 1) as double);

-- Every member goes through the holdout's draw: at the start, or on joining.
insert into world.assignment
with drawn as (
    select
        x.experiment_id,
        m.member_no,
        m.person_id,
        arm_point(x.salt, m.member_no) < control_share(x.arms) as is_control,
        control_share(x.arms) as control,
        greatest(x.start_at, m.registered_at) as assigned_at
    from world.experiment as x
    cross join world.membership as m
    where x.kind = 'universal_holdout'
)

select
    experiment_id,
    member_no,
    'member',
    person_id,
    if(is_control, 'control', 'treat'),
    if(is_control, control, 1 - control),
    assigned_at
from drawn
order by member_no;

create or replace table scratch.held_out as
select distinct person_id
from world.assignment
where arm = 'control';

insert into world.assignment
with drawn as (
    select
        x.experiment_id,
        m.member_no,
        m.person_id,
        arm_point(x.salt, m.member_no) < control_share(x.arms) as is_control,
        control_share(x.arms) as control,
        x.start_at as assigned_at
    from world.experiment as x
    inner join world.membership as m on m.registered_at < x.start_at
    inner join world.person as p using (person_id)
    where
        x.kind in ('wake_up', 'coupon', 'member_day', 'content_ab')
        and m.person_id not in (select h.person_id from scratch.held_out as h)
        and not p.is_staff
        and (x.kind = 'wake_up') = (p.churns_on is not null and p.churns_on < x.start_at)
)

select
    experiment_id,
    member_no,
    'member',
    person_id,
    if(is_control, 'control', 'treat'),
    if(is_control, control, 1 - control),
    assigned_at
from drawn
order by experiment_id, member_no;

-- The pilot takes whole communities: the quarter with the smallest points, two at least.
insert into world.assignment
with drawn as (
    select
        x.experiment_id,
        x.start_at,
        c.community_id,
        control_share(x.arms) as control,
        row_number() over (order by arm_point(x.salt, c.community_id))
        <= greatest(2, (select count(*) from world.community) // 4) as is_treated
    from world.experiment as x
    cross join world.community as c
    where x.kind = 'pilot'
)

select
    experiment_id,
    community_id,
    'community',
    null,
    if(is_treated, 'treat', 'control'),
    if(is_treated, 1 - control, control),
    start_at
from drawn
order by community_id;

-- What a treatment does: a person is treated where all of the person's memberships are.
create or replace table scratch.lift as
with unit as (
    select
        a.experiment_id,
        a.person_id,
        min(a.assigned_at) as assigned_at,
        bool_and(a.arm = 'treat') as is_treated
    from world.assignment as a
    where a.unit = 'member'
    group by a.experiment_id, a.person_id
)

select
    u.experiment_id,
    u.person_id,
    u.is_treated,
    cast(u.assigned_at as date) as from_day,
    if(
        x.kind = 'universal_holdout',
        cast(getvariable('last_day') as date),
        cast(u.assigned_at as date) + x.outcome_days - 1
    ) as to_day,
    x.visit_lift,
    x.spend_lift
from unit as u
inner join world.experiment as x using (experiment_id);
