-- One row per source_feed and business_date: how much of what a feed tells is told of somebody known.

with touchpoint as (
    select * from {{ ref('fct_touchpoint') }}
),

counted as (
    select
        source_feed,
        business_date,
        count(*) as touchpoints,
        count(identifier_hash) as touchpoints_with_identifier,
        count(member_uid) as touchpoints_with_member
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
