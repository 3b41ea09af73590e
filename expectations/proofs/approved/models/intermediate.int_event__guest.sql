-- grain: event_id, guest_id. Who signed up for an event or came to it, up to the as-of day, and what those
-- who came and are known did on the days after: visits, purchases, paid membership, tags. The day of the
-- event itself proves nothing of what it led to, except for paid membership, which may be bought on site.
with event as (
    select
        event_id,
        event_kind,
        ring,
        template_id,
        cast(timezone('Asia/Shanghai', timezone('UTC', start_at)) as date) as held_on
    from "core"."dim_event"
    where is_last_known
),

guest as (
    select
        attendance.event_id,
        attendance.guest_id,
        attendance.member_uid,
        attendance.mall_id,
        event.event_kind,
        event.ring,
        event.template_id,
        coalesce(
            event.held_on,
            cast(timezone('Asia/Shanghai', timezone('UTC', attendance.checked_in_at)) as date),
            cast(timezone('Asia/Shanghai', timezone('UTC', attendance.signed_up_at)) as date)
        ) as held_on,
        attendance.signed_up_at is not null as has_signed_up,
        attendance.checked_in_at is not null as has_come
    from "core"."fct_event_attendance" as attendance
    left join event on attendance.event_id = event.event_id
),

came as (
    select * from guest where has_come and held_on <= (select as_of_date from "control"."run")
),

high_value as (
    select * from "lifecycle"."int_member__high_value_interval" where is_high_value
),

visited as (
    select
        came.event_id,
        came.guest_id,
        min(visit_day.business_date) as next_visit_on
    from came
    inner join "intermediate"."int_visit__day" as visit_day
        on came.member_uid = visit_day.member_uid and came.held_on < visit_day.business_date
    group by came.event_id, came.guest_id
),

bought as (
    select
        came.event_id,
        came.guest_id,
        cast(
            sum(
                case
                    when purchase_day.business_date <= (came.held_on + 30)
                        then purchase_day.net_fen
                end
            ) as bigint
        ) as net_fen_30d,
        cast(
            sum(
                case
                    when purchase_day.business_date <= (came.held_on + 60)
                        then purchase_day.net_fen
                end
            ) as bigint
        ) as net_fen_60d,
        cast(
            sum(
                case
                    when purchase_day.business_date <= (came.held_on + 90)
                        then purchase_day.net_fen
                end
            ) as bigint
        ) as net_fen_90d,
        min(purchase_day.business_date) as next_purchase_on
    from came
    inner join "lifecycle"."int_purchase__day" as purchase_day
        on came.member_uid = purchase_day.member_uid and came.held_on < purchase_day.business_date
    group by came.event_id, came.guest_id
),

paid as (
    select
        member_identifier.member_uid,
        cast(timezone('Asia/Shanghai', timezone('UTC', registry.paid_from_at)) as date) as paid_from,
        cast(timezone('Asia/Shanghai', timezone('UTC', registry.paid_to_at)) as date) as paid_to
    from "staging"."stg_member_registry" as registry
    inner join "identity"."int_identity__member_identifier" as member_identifier
        on
            member_identifier.identifier_type = 'member_no'
            and registry.member_no_hash = member_identifier.identifier_hash
    where registry.is_paid_member and registry.paid_from_at is not null
),

paying as (
    select
        came.event_id,
        came.guest_id,
        bool_or(paid.paid_from < came.held_on and coalesce(paid.paid_to >= came.held_on, true)) as was_paid,
        bool_or(
            paid.paid_from >= came.held_on
            and paid.paid_from < (came.held_on + 30)
        ) as has_become_paid
    from came
    inner join paid on came.member_uid = paid.member_uid
    group by came.event_id, came.guest_id
),

-- A tag shows in the snapshot of a day, so the hours are whole days.
tagged as (
    select distinct
        came.event_id,
        came.guest_id
    from came
    inner join "core"."bridge_member_tag" as tag
        on
            came.member_uid = tag.member_uid
            and tag.tag_source = 'declared'
            and came.held_on <= tag.valid_from
            and (came.held_on + 1) >= tag.valid_from
),

returned as (
    select distinct
        came.event_id,
        came.guest_id
    from came
    inner join came as earlier
        on
            came.guest_id = earlier.guest_id
            and earlier.event_kind = 'community_ritual'
            and came.held_on > earlier.held_on
            and (earlier.held_on + 90) >= came.held_on
),

registration as (
    select * from "lifecycle"."int_member__registration"
),

sale as (
    select
        event_id,
        guest_id,
        count(*) as redemptions,
        cast(sum(attributed_fen) as bigint) as attributed_fen,
        cast(sum(halo_fen) as bigint) as halo_fen,
        cast(sum(margin_fen) as bigint) as margin_fen,
        cast(sum(coupon_cost_fen) as bigint) as coupon_cost_fen
    from "intermediate"."int_event__sale"
    group by event_id, guest_id
),

answer as (
    select
        event_id,
        guest_id,
        nps_balance
    from "intermediate"."int_survey__asked"
    where is_guest and nps_balance is not null
)

select
    concat(guest.event_id, '|', guest.guest_id) as event_guest_id,
    guest.event_id,
    guest.guest_id,
    guest.member_uid,
    guest.mall_id,
    guest.event_kind,
    guest.ring,
    guest.template_id,
    guest.held_on,
    guest.has_signed_up,
    guest.has_come,
    guest.has_come and guest.member_uid is not null as has_come_known,
    high_value.member_uid is not null as is_high_value,
    coalesce(returned.guest_id is not null, false) as has_ritual_before,
    coalesce(visited.next_visit_on <= (guest.held_on + 30), false) as has_visit_30d,
    coalesce(bought.next_purchase_on <= (guest.held_on + 30), false)
        as has_purchase_30d,
    coalesce(bought.net_fen_30d, 0) as net_fen_30d,
    coalesce(visited.next_visit_on <= (guest.held_on + 60), false) as has_visit_60d,
    coalesce(bought.next_purchase_on <= (guest.held_on + 60), false)
        as has_purchase_60d,
    coalesce(bought.net_fen_60d, 0) as net_fen_60d,
    coalesce(visited.next_visit_on <= (guest.held_on + 90), false) as has_visit_90d,
    coalesce(bought.next_purchase_on <= (guest.held_on + 90), false)
        as has_purchase_90d,
    coalesce(bought.net_fen_90d, 0) as net_fen_90d,
    coalesce(paying.was_paid, false) as was_paid,
    coalesce(paying.has_become_paid, false) as has_become_paid,
    coalesce(registration.joined_on < guest.held_on, false) as was_member,
    coalesce(
        registration.joined_on >= guest.held_on
        and registration.joined_on < (guest.held_on + 30),
        false
    ) as has_joined,
    tagged.guest_id is not null as is_tagged_in_time,
    coalesce(sale.redemptions, 0) as redemptions,
    coalesce(sale.attributed_fen, 0) as attributed_fen,
    coalesce(sale.halo_fen, 0) as halo_fen,
    coalesce(sale.margin_fen, 0) as margin_fen,
    coalesce(sale.coupon_cost_fen, 0) as coupon_cost_fen,
    answer.nps_balance
from guest
left join high_value
    on
        guest.member_uid = high_value.member_uid
        and guest.held_on >= high_value.valid_from
        and guest.held_on < high_value.valid_to
left join visited on guest.event_id = visited.event_id and guest.guest_id = visited.guest_id
left join bought on guest.event_id = bought.event_id and guest.guest_id = bought.guest_id
left join paying on guest.event_id = paying.event_id and guest.guest_id = paying.guest_id
left join registration on guest.member_uid = registration.member_uid
left join sale on guest.event_id = sale.event_id and guest.guest_id = sale.guest_id
left join tagged on guest.event_id = tagged.event_id and guest.guest_id = tagged.guest_id
left join returned on guest.event_id = returned.event_id and guest.guest_id = returned.guest_id
left join answer on guest.event_id = answer.event_id and guest.guest_id = answer.guest_id
where guest.held_on <= (select as_of_date from "control"."run")
