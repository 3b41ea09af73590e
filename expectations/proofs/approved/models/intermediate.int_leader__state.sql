-- grain: leader_id, month_start. What comes of low scores running: a warning, help, a candidate to be
-- replaced, each from the day after the month that brought it; a month that is not low ends all of it. A
-- month without a score neither adds nor ends: the state stands as the last score left it.
with leader_month as (
    select
        *,
        max(case when score is not null then month_start end) over (
            partition by leader_id order by month_start rows between unbounded preceding and current row
        ) as scored_month
    from "intermediate"."int_leader__score"
),

run as (
    select
        leader_id,
        month_start,
        month_end,
        is_low,
        score,
        sum(case when is_low then 0 else 1 end) over (
            partition by leader_id order by month_start rows between unbounded preceding and current row
        ) as run_no
    from leader_month
    where score is not null
),

counted as (
    select
        *,
        sum(case when is_low then 1 else 0 end) over (
            partition by leader_id, run_no order by month_start
            rows between unbounded preceding and current row
        ) as low_months
    from run
),

dated as (
    select
        max(case when is_low and low_months = 2 then (month_end + 1) end) over (
            partition by leader_id, run_no order by month_start
            rows between unbounded preceding and current row
        ) as warned_on,
        max(case when is_low and low_months = 3 then (month_end + 1) end) over (
            partition by leader_id, run_no order by month_start
            rows between unbounded preceding and current row
        ) as helped_on,
        max(case when is_low and low_months = 4 then (month_end + 1) end) over (
            partition by leader_id, run_no order by month_start
            rows between unbounded preceding and current row
        ) as replace_candidate_on,
        *
    from counted
),

stated as (
    select
        *,
        case
            when replace_candidate_on is not null then 'replace_candidate'
            when helped_on is not null then 'help'
            when warned_on is not null then 'warning'
            else 'good'
        end as state
    from dated
),

turned as (
    select
        *,
        case
            when coalesce(state <> lag(state) over (partition by leader_id order by month_start), true)
                then (month_end + 1)
        end as turned_on
    from stated
),

standing as (
    select
        *,
        max(turned_on) over (
            partition by leader_id order by month_start rows between unbounded preceding and current row
        ) as state_since
    from turned
),

title_text as (
    select unnest(string_split('gold:80,silver:60', ',')) as told
),

titled as (
    select
        run.leader_id,
        run.month_start,
        max_by(
            split_part(title_text.told, ':', 1), cast(split_part(title_text.told, ':', 2) as double)
        ) as title
    from run
    inner join title_text on run.score >= cast(split_part(title_text.told, ':', 2) as double)
    group by run.leader_id, run.month_start
)

select
    leader_month.leader_id,
    leader_month.month_start,
    cast(standing.low_months as bigint) as low_months,
    standing.state,
    standing.state_since,
    standing.warned_on,
    standing.helped_on,
    standing.replace_candidate_on,
    titled.title
from leader_month
left join standing
    on leader_month.leader_id = standing.leader_id and leader_month.scored_month = standing.month_start
left join titled
    on leader_month.leader_id = titled.leader_id and leader_month.scored_month = titled.month_start
