-- grain: member_uid, valid_from. The RFM segment between scoring days: from a month's end until the next
-- one. A member who has left the base of the scores is in no segment for that month.
with score as (
    select * from {{ ref('int_member__rfm_month_end') }} where is_month_end
),

scoring_day as (
    select
        month_end,
        coalesce(lead(month_end) over (order by month_end), {{ add_days(as_of_date(), 1) }}) as next_month_end
    from {{ ref('int_calendar__snapshot') }}
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
    {{ merged_intervals('placed', ['segment']) }}
)

select
    *,
    valid_to > {{ as_of_date() }} as is_current
from merged
