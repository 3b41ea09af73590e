-- grain: experiment_id, look_no, subject_id. What the people of a universal holdout did in a calendar month
-- that they were in it from the first day on, in the columns of int_experiment__outcome.
with placed as (
    select
        subject.*,
        look.look_no,
        look.month_start,
        look.month_end
    from "intermediate"."int_experiment__subject" as subject
    inner join "intermediate"."int_holdout__look" as look
        on subject.experiment_id = look.experiment_id and subject.assigned_on <= look.month_start
),

member_day as (
    select * from "intermediate"."int_experiment__member_day"
),

counted as (
    select
        placed.experiment_id,
        placed.look_no,
        placed.subject_id,
        
        cast(sum(member_day.visit_days) as bigint) as visit_days,
        cast(sum(member_day.purchase_days) as bigint) as purchase_days,
        cast(sum(member_day.net_fen) as bigint) as net_fen,
        cast(sum(member_day.redemptions) as bigint) as redemptions,
        cast(sum(member_day.margin_fen) as bigint) as margin_fen,
        cast(sum(member_day.discount_fen) as bigint) as discount_fen
    from placed
    inner join member_day
        on
            placed.member_uid = member_day.member_uid
            and placed.month_start <= member_day.business_date
            and placed.month_end > member_day.business_date
    group by placed.experiment_id, placed.look_no, placed.subject_id
),

before as (
    select
        placed.experiment_id,
        placed.look_no,
        placed.subject_id,
        
        cast(sum(member_day.visit_days) as bigint) as visit_days,
        cast(sum(member_day.purchase_days) as bigint) as purchase_days,
        cast(sum(member_day.net_fen) as bigint) as net_fen,
        cast(sum(member_day.redemptions) as bigint) as redemptions,
        cast(sum(member_day.margin_fen) as bigint) as margin_fen,
        cast(sum(member_day.discount_fen) as bigint) as discount_fen
    from placed
    inner join member_day
        on
            placed.member_uid = member_day.member_uid
            and placed.pre_from <= member_day.business_date
            and placed.assigned_on > member_day.business_date
    group by placed.experiment_id, placed.look_no, placed.subject_id
),

message as (
    select
        placed.experiment_id,
        placed.look_no,
        placed.subject_id,
        cast(round(sum(send.message_milli_fen) / 1000.0) as bigint) as message_fen
    from placed
    inner join "intermediate"."int_experiment__send" as send
        on
            placed.experiment_id = send.experiment_id
            and placed.subject_id = send.person_id
            and placed.month_start <= send.business_date
            and placed.month_end > send.business_date
    group by placed.experiment_id, placed.look_no, placed.subject_id
)

select
    placed.experiment_id,
    placed.look_no,
    placed.subject_id,
    placed.arm,
    placed.cluster_id,
    placed.mall_id,
    placed.layer,
    cast(null as boolean) as is_reached,
    least(coalesce(counted.visit_days, 0), 1) as visit,
    coalesce(counted.visit_days, 0) as visit_days,
    least(coalesce(counted.purchase_days, 0), 1) as purchase,
    coalesce(counted.purchase_days, 0) as purchase_days,
    coalesce(counted.net_fen, 0) as net_fen,
    least(coalesce(counted.redemptions, 0), 1) as redemption,
    least(coalesce(before.visit_days, 0), 1) as pre_visit,
    coalesce(before.visit_days, 0) as pre_visit_days,
    least(coalesce(before.purchase_days, 0), 1) as pre_purchase,
    coalesce(before.purchase_days, 0) as pre_purchase_days,
    coalesce(before.net_fen, 0) as pre_net_fen,
    least(coalesce(before.redemptions, 0), 1) as pre_redemption,
    coalesce(counted.margin_fen, 0) - coalesce(counted.discount_fen, 0) - coalesce(message.message_fen, 0)
        as profit_fen,
    coalesce(before.margin_fen, 0) - coalesce(before.discount_fen, 0) as pre_profit_fen
from placed
left join counted
    on
        placed.experiment_id = counted.experiment_id
        and placed.look_no = counted.look_no
        and placed.subject_id = counted.subject_id
left join before
    on
        placed.experiment_id = before.experiment_id
        and placed.look_no = before.look_no
        and placed.subject_id = before.subject_id
left join message
    on
        placed.experiment_id = message.experiment_id
        and placed.look_no = message.look_no
        and placed.subject_id = message.subject_id
