-- grain: member_uid, valid_from. The RFM segment between scoring days: from a month's end until the next
-- one. A member who has left the base of the scores is in no segment for that month.
with score as (
    select * from "lifecycle"."int_member__rfm_month_end" where is_month_end
),

scoring_day as (
    select
        month_end,
        coalesce(lead(month_end) over (order by month_end), ((select as_of_date from "control"."run") + 1)) as next_month_end
    from "lifecycle"."int_calendar__snapshot"
    where is_month_end
),

placed as (
    select
        score.member_uid,
        scoring_day.month_end as valid_from,
        scoring_day.next_month_end as valid_to,
        score.segment
    from score
    inner join scoring_day on score.month_end = scoring_day.month_end
),

merged as (
    select
        member_uid,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        segment
    from (
        select
            *,
            sum(is_start) over (
                partition by member_uid order by valid_from rows between unbounded preceding and current row
            ) as island
        from (
            select
                *,
                case
                    when
                        lag(valid_to) over (partition by member_uid order by valid_from) = valid_from
                        and lag(segment) over (partition by member_uid order by valid_from) = segment
                        then 0
                    else 1
                end as is_start
            from placed
        ) as marked
    ) as numbered
    group by member_uid, island, segment
)

select
    *,
    valid_to > (select as_of_date from "control"."run") as is_current
from merged
