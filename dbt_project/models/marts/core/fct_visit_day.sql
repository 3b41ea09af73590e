-- One row per member_uid, mall_id and business_date: a day on which a member was in a mall (B2).

with visit_day as (
    select * from {{ ref('int_visit__day') }}
),

final as (
    select
        visit_day.visit_day_id,
        visit_day.member_uid,
        visit_day.mall_id,
        visit_day.business_date,
        visit_day.first_seen_at,
        visit_day.evidence,
        visit_day.strongest_evidence,
        layer_interval.layer,
        visit_day.days_since_previous
    from visit_day
    {{ join_layer_on('visit_day') }}
)

select * from final
