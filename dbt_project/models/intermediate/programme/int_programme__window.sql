-- grain: programme_id, look_no. The windows after a programme (requirement 205): those that are over for all
-- who took part, and the first one, with the reason where nothing can be said yet. A programme whose
-- participants began over many months has no one time before, and one of long ago is not estimated anew.
with part as (
    select * from {{ ref('int_programme__part') }}
),

history as (
    select min(business_date) as history_from from {{ ref('int_member__event_day') }}
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
    having max(began_on) >= {{ as_of_date() }} - interval '{{ var('programme_months') }} months'
),

length as (
    {%- for days in var('programme_window_days').split(',') %}
    select
        cast({{ loop.index }} as bigint) as look_no,
        cast({{ days }} as integer) as window_days
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

dated as (
    select
        programme.*,
        length.look_no,
        length.window_days,
        -- The day itself is nobody's outcome: who comes to an event is in the mall.
        {{ add_days('programme.first_on', 1) }} as window_start,
        {{ add_days('programme.last_on', '(length.window_days + 1)') }} as window_end,
        {{ days_between('history.history_from', 'programme.first_on') }} as history_days
    from programme
    cross join length
    cross join history
),

cost as (
    select
        concat('campaign:', campaign_id) as programme_id,
        cast(sum(amount_fen) as bigint) as cost_fen
    from {{ ref('dim_cost') }}
    where is_last_known and campaign_id is not null and date <= {{ as_of_date() }}
    group by campaign_id
),

judged as (
    select
        dated.*,
        cast({{ var('experiment_alpha') }} as double) as alpha,
        {{ var('programme_pre_days') }} as pre_days,
        {{ var('programme_late_days') }} as late_days,
        '{{ var('programme_primary_metric') }}' as primary_metric,
        cost.cost_fen as cost_fixed_fen,
        case
            when dated.window_end > {{ add_days(as_of_date(), 1) }}
                then concat('immature_until:', cast(dated.window_end as varchar))
            when coalesce(dated.history_days < {{ var('programme_min_history_days') }}, true)
                then 'history_below:{{ var('programme_min_history_days') }}'
            when {{ days_between('dated.first_on', 'dated.last_on') }} > {{ var('programme_max_span_days') }}
                then 'span_above:{{ var('programme_max_span_days') }}'
            when dated.participants < {{ var('programme_min_participants') }}
                then 'participants_below:{{ var('programme_min_participants') }}'
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
