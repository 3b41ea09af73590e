-- grain: attempt_id, step_no. Each step that an attempt at a task or chain has, reached or not: a chain's
-- steps from signing in (1); of other tasks the beginning (0) and the levels; then, for both, the reward got
-- within the days after the last step, and redeemed in validity.
with attempt as (
    select * from "intermediate"."int_task__attempt"
),

planned as (
    select
        attempt_id,
        step_words,
        unnest(generate_series(case when kind = 'chain' then 1 else 0 end, cast(step_count as bigint)))
            as step_no
    from attempt
),

walked as (
    select
        planned.attempt_id,
        planned.step_no,
        case
            when planned.step_words is not null
                then split_part(planned.step_words, ';', cast(planned.step_no as bigint))
            when planned.step_no = 0 then 'begin'
            else 'level'
        end as step,
        reached.reached_at,
        reached.ticket_id,
        reached.shop_id,
        reached.net_fen,
        lag(reached.reached_at) over (
            partition by planned.attempt_id order by planned.step_no
        ) as previous_at,
        planned.step_no = min(planned.step_no) over (partition by planned.attempt_id) as is_first_step,
        planned.step_no = max(planned.step_no) over (partition by planned.attempt_id) as is_last_step
    from planned
    left join "intermediate"."int_task__reached" as reached
        on planned.attempt_id = reached.attempt_id and planned.step_no = reached.step_no
),

completed as (
    select
        attempt.attempt_id,
        attempt.member_uid,
        attempt.reward_benefit_id,
        walked.step_no,
        walked.reached_at,
        cast(timezone('Asia/Shanghai', timezone('UTC', walked.reached_at)) - 0 * interval '1' hour as date) as completed_on
    from walked
    inner join attempt on walked.attempt_id = attempt.attempt_id
    where walked.is_last_step and attempt.reward_benefit_id is not null
),

-- A reward belongs to the latest completion before it, and a completion has one.
got as (
    select
        completed.attempt_id,
        coupon.coupon_code,
        coupon.base_on,
        coupon.is_redeemed_in_validity,
        row_number() over (
            partition by coupon.coupon_code
            order by completed.reached_at desc, completed.attempt_id asc
        ) as nearness
    from completed
    inner join "lifecycle"."int_benefit__coupon" as coupon
        on
            completed.member_uid = coupon.member_uid
            and completed.reward_benefit_id = coupon.benefit_id
            and completed.completed_on <= coupon.base_on
            and (completed.completed_on + 7) > coupon.base_on
),

rewarded as (
    select
        attempt_id,
        min_by(is_redeemed_in_validity, struct_pack(base_on := base_on, coupon_code := coupon_code))
            as is_redeemed
    from got
    where nearness = 1
    group by attempt_id
),

benefit as (
    select * from "core"."dim_benefit" where is_last_known
),

reward as (
    select
        completed.attempt_id,
        completed.step_no,
        completed.reached_at is not null as is_completed,
        rewarded.attempt_id is not null as is_rewarded,
        coalesce(rewarded.is_redeemed, false) as is_redeemed,
        greatest(coalesce(benefit.valid_days, 1), 1) as valid_days
    from completed
    left join rewarded on completed.attempt_id = rewarded.attempt_id
    left join benefit on completed.reward_benefit_id = benefit.benefit_id
),

step as (
    select
        attempt_id,
        step_no,
        step,
        is_first_step,
        is_last_step,
        reached_at is not null as has_reached,
        is_first_step or previous_at is not null as has_previous,
        cast(round(date_diff('second', previous_at, reached_at) / 60.0) as bigint) as minutes_since_previous,
        ticket_id,
        shop_id,
        coalesce(net_fen, 0) as net_fen,
        0 as days_after_window
    from walked
    union all
    select
        attempt_id,
        step_no + 1 as step_no,
        'reward_got' as step,
        false as is_first_step,
        false as is_last_step,
        is_rewarded as has_reached,
        is_completed as has_previous,
        null as minutes_since_previous,
        null as ticket_id,
        null as shop_id,
        0 as net_fen,
        7 - 1 as days_after_window
    from reward
    union all
    select
        attempt_id,
        step_no + 2 as step_no,
        'reward_redeemed' as step,
        false as is_first_step,
        false as is_last_step,
        is_redeemed as has_reached,
        is_rewarded as has_previous,
        null as minutes_since_previous,
        null as ticket_id,
        null as shop_id,
        0 as net_fen,
        7 - 1 + valid_days - 1 as days_after_window
    from reward
)

select
    step.attempt_id,
    step.step_no,
    step.step,
    attempt.task_id,
    attempt.kind,
    concat_ws(':', attempt.task_id, cast(step.step_no as varchar), step.step) as task_step,
    attempt.person_id,
    attempt.member_uid,
    attempt.mall_id,
    attempt.started_on,
    attempt.window_days,
    (attempt.window_ends_on + cast(step.days_after_window as integer)) as matures_on,
    step.is_first_step,
    step.is_last_step,
    step.has_reached,
    step.has_previous,
    step.minutes_since_previous,
    step.ticket_id,
    step.shop_id,
    cast(step.net_fen as bigint) as net_fen
from step
inner join attempt on step.attempt_id = attempt.attempt_id
