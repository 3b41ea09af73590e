-- grain: programme_id, look_no, member_uid. What people of a programme did in the window after their day,
-- the day itself left out, in the time before it, and in the last part of that time, which the placebo is
-- asked for.
with window_ as (
    select * from "intermediate"."int_programme__window" where null_reason is null
),

unit as (
    select * from "intermediate"."int_programme__unit"
),

member_day as (
    select * from "intermediate"."int_experiment__member_day"
),

purchase_day as (
    select * from "lifecycle"."int_purchase__day"
),

-- Look 0 is the time before, -1 its last part.
before as (
    select
        0 as look_no,
        90 as days
    union all
    select
        -1 as look_no,
        30 as days
),

spell as (
    select
        unit.programme_id,
        window_.look_no,
        unit.member_uid,
        (unit.index_on + 1) as from_on,
        (unit.index_on + (window_.window_days + 1)) as until_on
    from unit
    inner join window_ on unit.programme_id = window_.programme_id
    union all
    select
        unit.programme_id,
        before.look_no,
        unit.member_uid,
        (unit.index_on + -before.days) as from_on,
        unit.index_on as until_on
    from unit
    cross join before
),

done as (
    select
        spell.programme_id,
        spell.look_no,
        spell.member_uid,
        
        cast(sum(member_day.visit_days) as bigint) as visit_days,
        cast(sum(member_day.purchase_days) as bigint) as purchase_days,
        cast(sum(member_day.net_fen) as bigint) as net_fen,
        cast(sum(member_day.redemptions) as bigint) as redemptions,
        cast(sum(member_day.margin_fen) as bigint) as margin_fen,
        cast(sum(member_day.discount_fen) as bigint) as discount_fen,
        cast(sum(coalesce(purchase_day.tickets, 0)) as bigint) as tickets,
        cast(sum(coalesce(purchase_day.net_fen, 0)) as bigint) as ticket_fen
    from spell
    inner join member_day
        on
            spell.member_uid = member_day.member_uid
            and spell.from_on <= member_day.business_date
            and spell.until_on > member_day.business_date
    left join purchase_day
        on
            member_day.member_uid = purchase_day.member_uid
            and member_day.business_date = purchase_day.business_date
    group by spell.programme_id, spell.look_no, spell.member_uid
)

select
    unit.programme_id,
    window_.look_no,
    unit.member_uid,
    unit.is_treated,
    unit.stratum,
    unit.layer,
    unit.stratum_before,
    unit.layer_before,
    unit.tenure_days,
    least(coalesce(after.visit_days, 0), 1) as visit,
    coalesce(after.visit_days, 0) as visit_days,
    least(coalesce(after.purchase_days, 0), 1) as purchase,
    coalesce(after.purchase_days, 0) as purchase_days,
    coalesce(after.net_fen, 0) as net_fen,
    least(coalesce(after.redemptions, 0), 1) as redemption,
    coalesce(after.margin_fen, 0) - coalesce(after.discount_fen, 0) as profit_fen,
    coalesce(after.tickets, 0) as tickets,
    coalesce(after.ticket_fen, 0) as ticket_fen,
    least(coalesce(earlier.visit_days, 0), 1) as pre_visit,
    coalesce(earlier.visit_days, 0) as pre_visit_days,
    least(coalesce(earlier.purchase_days, 0), 1) as pre_purchase,
    coalesce(earlier.purchase_days, 0) as pre_purchase_days,
    coalesce(earlier.net_fen, 0) as pre_net_fen,
    least(coalesce(earlier.redemptions, 0), 1) as pre_redemption,
    coalesce(earlier.margin_fen, 0) - coalesce(earlier.discount_fen, 0) as pre_profit_fen,
    coalesce(earlier.tickets, 0) as pre_tickets,
    coalesce(earlier.ticket_fen, 0) as pre_ticket_fen,
    least(coalesce(late.visit_days, 0), 1) as late_visit,
    coalesce(late.visit_days, 0) as late_visit_days,
    least(coalesce(late.purchase_days, 0), 1) as late_purchase,
    coalesce(late.purchase_days, 0) as late_purchase_days,
    coalesce(late.net_fen, 0) as late_net_fen,
    least(coalesce(late.redemptions, 0), 1) as late_redemption,
    coalesce(late.margin_fen, 0) - coalesce(late.discount_fen, 0) as late_profit_fen,
    coalesce(late.tickets, 0) as late_tickets,
    coalesce(late.ticket_fen, 0) as late_ticket_fen
from unit
inner join window_ on unit.programme_id = window_.programme_id
left join done as after
    on
        unit.programme_id = after.programme_id
        and window_.look_no = after.look_no
        and unit.member_uid = after.member_uid
left join done as earlier
    on
        unit.programme_id = earlier.programme_id
        and earlier.look_no = 0
        and unit.member_uid = earlier.member_uid
left join done as late
    on
        unit.programme_id = late.programme_id
        and late.look_no = -1
        and unit.member_uid = late.member_uid
