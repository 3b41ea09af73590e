-- grain: experiment_id, look_no, subject_id. What a person did from the assignment on until the window is
-- over or the look, and in the days before; who did nothing has zeros. A person counts from the first look
-- after the assignment.
with subject as (
    select * from "intermediate"."int_experiment__subject"
),

looked as (
    select
        subject.*,
        look.look_no,
        look.counted_until
    from subject
    inner join "intermediate"."int_experiment__look" as look
        on subject.experiment_id = look.experiment_id and subject.assigned_on < look.counted_until
),

member_day as (
    select * from "intermediate"."int_experiment__member_day"
),

counted as (
    select
        looked.experiment_id,
        looked.look_no,
        looked.subject_id,
        
        cast(sum(member_day.visit_days) as bigint) as visit_days,
        cast(sum(member_day.purchase_days) as bigint) as purchase_days,
        cast(sum(member_day.net_fen) as bigint) as net_fen,
        cast(sum(member_day.redemptions) as bigint) as redemptions,
        cast(sum(member_day.margin_fen) as bigint) as margin_fen,
        cast(sum(member_day.discount_fen) as bigint) as discount_fen
    from looked
    inner join member_day
        on
            looked.member_uid = member_day.member_uid
            and looked.assigned_on <= member_day.business_date
            and least(looked.window_end, looked.counted_until) > member_day.business_date
    group by looked.experiment_id, looked.look_no, looked.subject_id
),

before as (
    select
        subject.experiment_id,
        subject.subject_id,
        
        cast(sum(member_day.visit_days) as bigint) as visit_days,
        cast(sum(member_day.purchase_days) as bigint) as purchase_days,
        cast(sum(member_day.net_fen) as bigint) as net_fen,
        cast(sum(member_day.redemptions) as bigint) as redemptions,
        cast(sum(member_day.margin_fen) as bigint) as margin_fen,
        cast(sum(member_day.discount_fen) as bigint) as discount_fen
    from subject
    inner join member_day
        on
            subject.member_uid = member_day.member_uid
            and subject.pre_from <= member_day.business_date
            and subject.assigned_on > member_day.business_date
    group by subject.experiment_id, subject.subject_id
),

message as (
    select
        looked.experiment_id,
        looked.look_no,
        looked.subject_id,
        cast(round(sum(send.message_milli_fen) / 1000.0) as bigint) as message_fen
    from looked
    inner join "intermediate"."int_experiment__send" as send
        on
            looked.experiment_id = send.experiment_id
            and looked.subject_id = send.person_id
            and looked.counted_until > send.business_date
    where send.is_in_window
    group by looked.experiment_id, looked.look_no, looked.subject_id
)

select
    looked.experiment_id,
    looked.look_no,
    looked.subject_id,
    looked.arm,
    looked.cluster_id,
    looked.mall_id,
    looked.layer,
    looked.is_reached,
    least(coalesce(counted.visit_days, 0), 1) as visit,
    coalesce(counted.visit_days, 0) as visit_days,
    least(coalesce(counted.purchase_days, 0), 1) as purchase,
    coalesce(counted.purchase_days, 0) as purchase_days,
    coalesce(counted.net_fen, 0) as net_fen,
    least(coalesce(counted.redemptions, 0), 1) as redemption,
    coalesce(counted.margin_fen, 0) - coalesce(counted.discount_fen, 0) - coalesce(message.message_fen, 0)
        as profit_fen,
    least(coalesce(before.visit_days, 0), 1) as pre_visit,
    coalesce(before.visit_days, 0) as pre_visit_days,
    least(coalesce(before.purchase_days, 0), 1) as pre_purchase,
    coalesce(before.purchase_days, 0) as pre_purchase_days,
    coalesce(before.net_fen, 0) as pre_net_fen,
    least(coalesce(before.redemptions, 0), 1) as pre_redemption,
    coalesce(before.margin_fen, 0) - coalesce(before.discount_fen, 0) as pre_profit_fen,
    coalesce(counted.margin_fen, 0) as margin_fen,
    coalesce(counted.discount_fen, 0) as discount_fen,
    coalesce(message.message_fen, 0) as message_fen
from looked
left join counted
    on
        looked.experiment_id = counted.experiment_id
        and looked.look_no = counted.look_no
        and looked.subject_id = counted.subject_id
left join before on looked.experiment_id = before.experiment_id and looked.subject_id = before.subject_id
left join message
    on
        looked.experiment_id = message.experiment_id
        and looked.look_no = message.look_no
        and looked.subject_id = message.subject_id
