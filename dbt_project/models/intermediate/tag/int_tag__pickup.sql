-- grain: member_uid, month_end, tag_group. What pickups of the trailing 90 days tell of a member at a month's
-- end, the same day's or next month's end excluded: the usual time of day, and whether orders are fetched
-- within a day of being ready (punctual) or mostly not (late). Fewer pickups tell nothing.
{%- set parts = ['morning', 'noon', 'afternoon', 'evening'] %}
with snapshot as (
    select
        month_end,
        coalesce(lead(month_end) over (order by month_end), {{ add_days(as_of_date(), 1) }}) as next_month_end
    from {{ ref('int_calendar__snapshot') }}
),

-- An order that still waits tells nothing yet until its 24 hours are over.
pickup as (
    select
        *,
        {{ day_part('pickup_hour') }} as part
    from {{ ref('int_order__pickup') }}
    where
        member_uid is not null
        and (is_picked or {{ add_days('ready_on', 1) }} < {{ as_of_date() }})
),

counted as (
    select
        pickup.member_uid,
        snapshot.month_end,
        snapshot.next_month_end,
        count(*) as orders,
        count(*) filter (where pickup.is_picked_24h) as orders_24h,
        {%- for part in parts %}
        count(*) filter (where pickup.part = '{{ part }}') as {{ part }},
        {%- endfor %}
        count(pickup.pickup_hour) as pickups
    from pickup
    inner join snapshot
        on
            pickup.ready_on <= snapshot.month_end
            and pickup.ready_on > {{ add_days('snapshot.month_end', -90) }}
    group by pickup.member_uid, snapshot.month_end, snapshot.next_month_end
)

select
    member_uid,
    month_end,
    next_month_end,
    'pickup_time' as tag_group,
    case greatest({{ parts | join(', ') }})
        {%- for part in parts %}
        when {{ part }} then '{{ part }}'
        {%- endfor %}
    end as tag
from counted
where pickups >= {{ var('pickup_tag_min_orders') }}
union all
select
    member_uid,
    month_end,
    next_month_end,
    'pickup_habit' as tag_group,
    case
        when orders_24h >= {{ var('pickup_tag_punctual_share') }} * orders then 'punctual'
        else 'late'
    end as tag
from counted
where
    orders >= {{ var('pickup_tag_min_orders') }}
    and (
        orders_24h >= {{ var('pickup_tag_punctual_share') }} * orders
        or orders_24h <= {{ var('pickup_tag_late_share') }} * orders
    )
