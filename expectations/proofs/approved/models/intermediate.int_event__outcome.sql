-- grain: event_id. What an event was to its neighbourhood: seats and fee of a paid class and who came to
-- another one after it, and what newcomers and answers tell of an event for the outer ring. No feed tells
-- what a guest paid, so that a class earns its fee from everybody who came.
with event as (
    select * from "core"."dim_event" where is_last_known
),

guest as (
    select
        guest.*,
        event.capacity,
        event.fee_fen,
        coalesce(event.fee_fen > 0, false) as is_paid_class
    from "intermediate"."int_event__guest" as guest
    left join event on guest.event_id = event.event_id
),

repeated as (
    select distinct
        class.event_id,
        class.guest_id
    from guest as class
    inner join guest as later
        on
            class.guest_id = later.guest_id
            and class.held_on < later.held_on
            and (class.held_on + 90) >= later.held_on
    where class.is_paid_class and class.has_come and later.is_paid_class and later.has_come
),

answer as (
    select
        event_id,
        count(csat_score) as csat_answers,
        coalesce(sum(csat_score), 0) as csat_points
    from "intermediate"."int_survey__asked"
    group by event_id
),

counted as (
    select
        guest.event_id,
        min(guest.mall_id) as mall_id,
        min(guest.held_on) as held_on,
        bool_or(guest.ring = 'outer') as is_outer,
        bool_or(guest.is_paid_class) as is_paid_class,
        min(guest.capacity) as capacity,
        min(guest.fee_fen) as fee_fen,
        count(*) as seats_taken,
        count(*) filter (where guest.has_come) as attendees,
        count(*) filter (where guest.has_come and not guest.was_member) as newcomers,
        count(repeated.guest_id) as attendees_returning
    from guest
    left join repeated on guest.event_id = repeated.event_id and guest.guest_id = repeated.guest_id
    group by guest.event_id
)

select
    counted.event_id,
    counted.mall_id,
    counted.held_on,
    coalesce(counted.is_outer, false) as is_outer,
    counted.is_paid_class,
    counted.capacity,
    counted.seats_taken,
    counted.attendees,
    counted.newcomers,
    counted.attendees_returning,
    case when counted.is_paid_class then counted.fee_fen * counted.attendees else 0 end as revenue_fen,
    coalesce(answer.csat_answers, 0) as csat_answers,
    coalesce(answer.csat_points, 0) as csat_points
from counted
left join answer on counted.event_id = answer.event_id
