-- grain: programme_id, look_no. The windows after a programme (requirement 205): those that are over for all
-- who took part, and the first one, with the reason where nothing can be said yet. A programme whose
-- participants began over many months has no one time before, and one of long ago is not estimated anew.
with part as (
    select * from "intermediate"."int_programme__part"
),

history as (
    select min(business_date) as history_from from "lifecycle"."int_member__event_day"
    where visit_days > 0 or purchase_days > 0
),

programme as (
    select
        programme_id,
        program_kind,
        min(began_on) as first_on,
        max(began_on) as last_on,
        count(*) as participants
    from part
    group by programme_id, program_kind
    having max(began_on) >= (select as_of_date from "control"."run") - interval '12 months'
),

length as (
    select
        cast(1 as bigint) as look_no,
        cast(30 as integer) as window_days
    union all
    select
        cast(2 as bigint) as look_no,
        cast(90 as integer) as window_days
    union all
    select
        cast(3 as bigint) as look_no,
        cast(180 as integer) as window_days
    
),

dated as (
    select
        programme.*,
        length.look_no,
        length.window_days,
        -- The day itself is nobody's outcome: who comes to an event is in the mall.
        (programme.first_on + 1) as window_start,
        (programme.last_on + (length.window_days + 1)) as window_end,
        date_diff('day', history.history_from, programme.first_on) as history_days
    from programme
    cross join length
    cross join history
),

cost as (
    select
        concat('campaign:', campaign_id) as programme_id,
        cast(sum(amount_fen) as bigint) as cost_fen
    from "core"."dim_cost"
    where is_last_known and campaign_id is not null and date <= (select as_of_date from "control"."run")
    group by campaign_id
),

judged as (
    select
        dated.*,
        cast(0.05 as double) as alpha,
        90 as pre_days,
        30 as late_days,
        'purchase_days' as primary_metric,
        cost.cost_fen as cost_fixed_fen,
        case
            when dated.window_end > ((select as_of_date from "control"."run") + 1)
                then concat('immature_until:', cast(dated.window_end as varchar))
            when coalesce(dated.history_days < 28, true)
                then 'history_below:28'
            when date_diff('day', dated.first_on, dated.last_on) > 62
                then 'span_above:62'
            when dated.participants < 30
                then 'participants_below:30'
        end as null_reason
    from dated
    left join cost on dated.programme_id = cost.programme_id
)

select
    programme_id,
    look_no,
    program_kind,
    first_on,
    last_on,
    participants,
    window_days,
    window_start,
    window_end,
    history_days,
    alpha,
    pre_days,
    late_days,
    primary_metric,
    cost_fixed_fen,
    null_reason
from judged
where look_no = 1 or null_reason is null
