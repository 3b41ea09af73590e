-- grain: member_uid, booking_no. What a member whom a guide brought counts for on each day on which the
-- guide's month is booked: booking 0 on the thirtieth day of the month's last joiners, then the ends of
-- later months. By then a member may be gone and a sale taken back; both stay as they were on the days
-- before.
with joiner as (
    select
        *,
        cast(date_trunc('month', joined_on) as date) as month_start,
        cast((last_day(joined_on) + 29) as date) as settled_on
    from "intermediate"."int_join__origin"
    where guide_staff_id is not null
),

later as (
    select
        joiner.*,
        unnest(range(0, 2 + 1)) as booking_no
    from joiner
),

booking as (
    select
        *,
        case
            when booking_no = 0 then settled_on
            else last_day(cast(settled_on + to_months(cast(booking_no as integer)) as date))
        end as booked_on
    from later
),

told as (
    select *
    from booking
    where booking_no = 0 or booked_on <= (select as_of_date from "control"."run")
),

-- A ticket with several coupons is taken back once, from the coupon that comes first.
redemption as (
    select
        ticket_id,
        member_uid,
        business_date
    from "intermediate"."int_benefit__attribution"
    qualify row_number() over (partition by ticket_id order by coupon_code) = 1
),

refund as (
    select
        told.member_uid,
        told.booking_no,
        sum(refund.refund_fen) as refund_fen
    from told
    inner join redemption
        on
            told.member_uid = redemption.member_uid
            and told.joined_on <= redemption.business_date
            and (told.joined_on + 30) > redemption.business_date
    inner join "intermediate"."int_purchase__refund" as refund
        on
            redemption.ticket_id = refund.original_ticket_id
            and told.booked_on >= refund.returned_on
    -- What came back on the day of the sale is not in the sale.
    where not refund.is_same_day
    group by told.member_uid, told.booking_no
),

reachable as (
    select distinct
        told.member_uid,
        told.booking_no
    from told
    inner join "intermediate"."int_member__reachable_interval" as spell
        on
            told.member_uid = spell.member_uid
            and told.booked_on >= spell.valid_from
            and told.booked_on < spell.valid_to
)

select
    told.member_uid,
    told.booking_no,
    told.guide_staff_id,
    told.mall_id,
    told.month_start,
    told.joined_on,
    told.booked_on,
    told.booked_on <= (select as_of_date from "control"."run") as is_mature,
    told.is_valid_join,
    told.is_paid_join and (told.booking_no = 0 or reachable.member_uid is not null) as is_paid_join,
    told.visit_days_30d,
    cast(told.redemption_fen_30d - coalesce(refund.refund_fen, 0) as bigint) as redemption_fen_30d
from told
left join refund on told.member_uid = refund.member_uid and told.booking_no = refund.booking_no
left join reachable on told.member_uid = reachable.member_uid and told.booking_no = reachable.booking_no
