-- grain: guide_staff_id, month_start, booking_no. Pay of guides for the members of a month, with every
-- component: the settlement once all thirty days are over, then each booking that took something back. A
-- month whose days are not over is shown without pay.
select
    guide_staff_id,
    month_start,
    booking_no,
    mall_id,
    case
        when not is_mature then 'open'
        when booking_no = 0 then 'settlement'
        else 'clawback'
    end as row_kind,
    booked_on,
    joins,
    valid_joins,
    case when is_mature then paid_joins end as paid_joins,
    case when is_mature then visit_days end as visit_days,
    case when is_mature then redemption_fen end as redemption_fen,
    case when is_mature then joins_points end as joins_points,
    case when is_mature then visits_points end as visits_points,
    case when is_mature then sales_points end as sales_points,
    case when is_mature then score_points end as score_points,
    case when is_mature then tier end as tier,
    case when is_mature then payout_fen end as payout_fen,
    case when is_mature then due_fen end as paid_so_far_fen,
    is_mature,
    case when not is_mature then concat('immature_until:', cast(booked_on as varchar)) end as null_reason
from "intermediate"."int_guide__month"
where booking_no = 0 or payout_fen <> 0
