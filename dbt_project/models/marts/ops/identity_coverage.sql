-- One row per source_feed and business_date: how much of what a feed tells is told of somebody known.

{#- Folders tell the day of delivery only: late is what lies in that of a day after the last one allowed. -#}
{%- set days_to_late = var('delivery_late_after_days') | int + 1 %}
{%- set due %}cast({{ add_days('business_date', days_to_late) }} as timestamp){% endset %}
{%- set landing_clock = "'" ~ var('landing_timezone') ~ "'" %}
with touchpoint as (
    select * from {{ ref('fct_touchpoint') }}
),

counted as (
    select
        source_feed,
        business_date,
        count(*) as touchpoints,
        count(identifier_hash) as touchpoints_with_identifier,
        count(member_uid) as touchpoints_with_member,
        case
            when contains(',{{ var('delivery_late_feeds') }},', concat(',', source_feed, ','))
                then count(case when delivered_at >= {{ local_to_utc(due, landing_clock) }} then 1 end)
        end as touchpoints_late
    from touchpoint
    group by source_feed, business_date
),

final as (
    select
        *,
        touchpoints_with_member / touchpoints as member_share
    from counted
)

select * from final
