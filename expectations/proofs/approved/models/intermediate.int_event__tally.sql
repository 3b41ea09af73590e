-- grain: event_id. The counts of an event's report: who was reached by its campaign before it ended and
-- signed up, who came, what their coupons brought, and what known ones among them did in the days after.
with event as (
    select * from "core"."dim_event" where is_last_known
),

guest as (
    select
        event_id,
        count(case when has_signed_up then 1 end) as sign_ups,
        count(case when has_signed_up and has_come then 1 end) as sign_ups_come,
        count(case when has_come_known then 1 end) as known_attendees,
        count(case when has_come and redemptions > 0 then 1 end) as redeeming_attendees,
        cast(sum(redemptions) as bigint) as redemptions,
        cast(sum(attributed_fen) as bigint) as attributed_fen,
        cast(sum(halo_fen) as bigint) as halo_fen,
        count(case when has_come_known and has_visit_30d then 1 end) as visiting_30d,
        count(case when has_come_known and has_purchase_30d then 1 end) as buying_30d,
        cast(sum(case when has_come_known then net_fen_30d else 0 end) as bigint)
            as net_fen_30d,
        count(case when has_come_known and has_visit_60d then 1 end) as visiting_60d,
        count(case when has_come_known and has_purchase_60d then 1 end) as buying_60d,
        cast(sum(case when has_come_known then net_fen_60d else 0 end) as bigint)
            as net_fen_60d,
        count(case when has_come_known and has_visit_90d then 1 end) as visiting_90d,
        count(case when has_come_known and has_purchase_90d then 1 end) as buying_90d,
        cast(sum(case when has_come_known then net_fen_90d else 0 end) as bigint)
            as net_fen_90d,
        count(case when has_come then nps_balance end) as nps_answers,
        100.0 * avg(case when has_come then nps_balance end) as nps
    from "intermediate"."int_event__guest"
    group by event_id
),

reached_person as (
    select
        event.event_id,
        reach.person_id
    from event
    inner join "intermediate"."int_touch__reach" as reach on event.campaign_id = reach.campaign_id
    where reach.reached_at < coalesce(event.end_at, event.start_at)
    group by event.event_id, reach.person_id
),

reach as (
    select
        reached_person.event_id,
        count(*) as reached,
        count(guest.guest_id) as reached_sign_ups
    from reached_person
    left join "intermediate"."int_event__guest" as guest
        on
            reached_person.event_id = guest.event_id
            and reached_person.person_id = guest.guest_id
            and guest.has_signed_up
    group by reached_person.event_id
)

select
    event.event_id,
    coalesce(reach.reached, 0) as reached,
    coalesce(reach.reached_sign_ups, 0) as reached_sign_ups,
    coalesce(guest.sign_ups, 0) as sign_ups,
    coalesce(guest.sign_ups_come, 0) as sign_ups_come,
    coalesce(guest.known_attendees, 0) as known_attendees,
    coalesce(guest.redeeming_attendees, 0) as redeeming_attendees,
    coalesce(guest.redemptions, 0) as redemptions,
    coalesce(guest.attributed_fen, 0) as attributed_fen,
    coalesce(guest.halo_fen, 0) as halo_fen,
    coalesce(guest.nps_answers, 0) as nps_answers,
    coalesce(guest.visiting_30d, 0) as visiting_30d,
    coalesce(guest.buying_30d, 0) as buying_30d,
    coalesce(guest.net_fen_30d, 0) as net_fen_30d,
    coalesce(guest.visiting_60d, 0) as visiting_60d,
    coalesce(guest.buying_60d, 0) as buying_60d,
    coalesce(guest.net_fen_60d, 0) as net_fen_60d,
    coalesce(guest.visiting_90d, 0) as visiting_90d,
    coalesce(guest.buying_90d, 0) as buying_90d,
    coalesce(guest.net_fen_90d, 0) as net_fen_90d,
    guest.nps
from event
left join guest on event.event_id = guest.event_id
left join reach on event.event_id = reach.event_id
