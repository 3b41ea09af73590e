-- grain: event_id. The counts of an event's report: who was reached by its campaign before it ended and
-- signed up, who came, what their coupons brought, and what known ones among them did in the days after.
with event as (
    select * from {{ ref('dim_event') }} where is_last_known
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
        {%- for days in [30, 60, 90] %}
        count(case when has_come_known and has_visit_{{ days }}d then 1 end) as visiting_{{ days }}d,
        count(case when has_come_known and has_purchase_{{ days }}d then 1 end) as buying_{{ days }}d,
        cast(sum(case when has_come_known then net_fen_{{ days }}d else 0 end) as bigint)
            as net_fen_{{ days }}d,
        {%- endfor %}
        count(case when has_come then nps_balance end) as nps_answers,
        100.0 * avg(case when has_come then nps_balance end) as nps
    from {{ ref('int_event__guest') }}
    group by event_id
),

reached_person as (
    select
        event.event_id,
        reach.person_id
    from event
    inner join {{ ref('int_touch__reach') }} as reach on event.campaign_id = reach.campaign_id
    where reach.reached_at < coalesce(event.end_at, event.start_at)
    group by event.event_id, reach.person_id
),

reach as (
    select
        reached_person.event_id,
        count(*) as reached,
        count(guest.guest_id) as reached_sign_ups
    from reached_person
    left join {{ ref('int_event__guest') }} as guest
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
    {%- for column in [
        'sign_ups', 'sign_ups_come', 'known_attendees', 'redeeming_attendees', 'redemptions', 'attributed_fen',
        'halo_fen', 'nps_answers',
    ] %}
    coalesce(guest.{{ column }}, 0) as {{ column }},
    {%- endfor %}
    {%- for days in [30, 60, 90] %}
    coalesce(guest.visiting_{{ days }}d, 0) as visiting_{{ days }}d,
    coalesce(guest.buying_{{ days }}d, 0) as buying_{{ days }}d,
    coalesce(guest.net_fen_{{ days }}d, 0) as net_fen_{{ days }}d,
    {%- endfor %}
    guest.nps
from event
left join guest on event.event_id = guest.event_id
left join reach on event.event_id = reach.event_id
