-- grain: month_start, program_kind. What events and rituals brought against what they cost (requirement
-- 207): the margin that first guests of a month added, against people alike who never came, over the
-- longest window that is over. The cost is that of all events of the month, so regulars' gains are not in
-- it and the return is the least. Months without an answer are not in the sums so far.
with event as (
    select
        event_id,
        case when event_kind = 'community_ritual' then 'ritual' else 'event' end as program_kind,
        cast(date_trunc('month', cast(timezone('Asia/Shanghai', timezone('UTC', start_at)) as date)) as date) as month_start
    from "core"."dim_event"
    where is_last_known and cast(timezone('Asia/Shanghai', timezone('UTC', start_at)) as date) <= (select as_of_date from "control"."run")
),

cost as (
    select
        event_id,
        sum(amount_fen) as cost_fen
    from "core"."dim_cost"
    where is_last_known and event_id is not null and date <= (select as_of_date from "control"."run")
    group by event_id
),

held as (
    select
        event.month_start,
        event.program_kind,
        count(*) as events,
        cast(sum(cost.cost_fen) as bigint) as cost_fen
    from event
    left join cost on event.event_id = cost.event_id
    group by event.month_start, event.program_kind
),

first_guest as (
    select
        cast(date_trunc('month', began_on) as date) as month_start,
        program_kind,
        count(*) as participants
    from "intermediate"."int_programme__part"
    where program_kind in ('event', 'ritual')
    group by cast(date_trunc('month', began_on) as date), program_kind
),

programme as (
    select
        window_.programme_id,
        window_.program_kind,
        cast(date_trunc('month', window_.first_on) as date) as month_start,
        window_.window_days,
        window_.look_no
    from "intermediate"."int_programme__window" as window_
    where window_.program_kind in ('event', 'ritual')
    qualify row_number() over (partition by window_.programme_id order by window_.look_no desc) = 1
),

-- Until the first window is over the programme's one row tells why there is no answer.
result as (
    select
        *,
        row_number() over (
            partition by experiment_id, look_no order by metric_id = 'profit_fen' desc, metric_id asc
        ) as metric_place
    from "experiment"."result"
    where method = 'matched'
),

answer as (
    select
        programme.month_start,
        programme.program_kind,
        programme.programme_id,
        programme.window_days,
        result.n_treat as matched_participants,
        result.invalid_reason,
        case when result.invalid_reason is null then result.effect_abs * result.n_treat end as added_fen,
        case when result.invalid_reason is null then result.ci_low * result.n_treat end as added_low_fen,
        case when result.invalid_reason is null then result.ci_high * result.n_treat end as added_high_fen
    from programme
    inner join result
        on
            programme.programme_id = result.experiment_id
            and programme.look_no = result.look_no
            and result.metric_place = 1
),

joined as (
    select
        held.month_start,
        held.program_kind,
        held.events,
        held.cost_fen,
        coalesce(first_guest.participants, 0) as participants,
        answer.programme_id,
        answer.window_days,
        answer.matched_participants,
        answer.added_fen,
        answer.added_low_fen,
        answer.added_high_fen,
        case
            when coalesce(first_guest.participants, 0) = 0 then 'nobody_came_first'
            when answer.programme_id is null then 'not_estimated'
            else answer.invalid_reason
        end as null_reason
    from held
    left join first_guest
        on held.month_start = first_guest.month_start and held.program_kind = first_guest.program_kind
    left join answer
        on held.month_start = answer.month_start and held.program_kind = answer.program_kind
),

summed as (
    select
        *,
        sum(added_fen) over so_far as added_so_far,
        sum(power((added_high_fen - added_low_fen) / 2, 2)) over so_far as square_so_far,
        cast(sum(case when added_fen is not null then coalesce(cost_fen, 0) end) over so_far as bigint)
            as cost_so_far
    from joined
    window so_far as (partition by program_kind order by month_start)
)

select
    month_start,
    program_kind,
    programme_id,
    events,
    participants,
    matched_participants,
    window_days,
    cost_fen,
    cast(round(added_fen) as bigint) as added_margin_fen,
    cast(round(added_low_fen) as bigint) as added_margin_low_fen,
    cast(round(added_high_fen) as bigint) as added_margin_high_fen,
    (added_fen - cost_fen) / nullif(cost_fen, 0) as roi,
    (added_low_fen - cost_fen) / nullif(cost_fen, 0) as roi_low,
    (added_high_fen - cost_fen) / nullif(cost_fen, 0) as roi_high,
    cast(round(added_so_far) as bigint) as added_margin_so_far_fen,
    cost_so_far as cost_so_far_fen,
    (added_so_far - cost_so_far) / nullif(cost_so_far, 0) as roi_so_far,
    (added_so_far - sqrt(square_so_far) - cost_so_far) / nullif(cost_so_far, 0) as roi_so_far_low,
    (added_so_far + sqrt(square_so_far) - cost_so_far) / nullif(cost_so_far, 0) as roi_so_far_high,
    coalesce(null_reason, case when coalesce(cost_fen, 0) = 0 then 'cost_unknown' end) as null_reason
from summed
order by month_start, program_kind
