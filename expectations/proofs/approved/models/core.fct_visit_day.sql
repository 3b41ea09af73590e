-- One row per member_uid, mall_id and business_date: a day on which a member was in a mall (B2).

with visit_day as (
    select * from "intermediate"."int_visit__day"
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
    left join "lifecycle"."int_member__layer_interval" as layer_interval
        on
            visit_day.member_uid = layer_interval.member_uid
            and visit_day.business_date >= layer_interval.valid_from
            and visit_day.business_date < coalesce(layer_interval.valid_to, date '9999-12-31')
)

select * from final
