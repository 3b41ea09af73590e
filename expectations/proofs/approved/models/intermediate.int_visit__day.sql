-- One row per member_uid, mall_id and business_date: a visit day, with all that proves it (B2).
-- Redemption, ticket and check-in prove it equally well, parking less, Wi-Fi least; of equals the first
-- named is shown.

with evidence as (
    select * from "intermediate"."int_visit__evidence"
),

visit_day as (
    select
        member_uid,
        mall_id,
        business_date,
        bool_or(evidence_kind = 'redemption') as has_redemption,
        bool_or(evidence_kind = 'ticket') as has_ticket,
        bool_or(evidence_kind = 'check_in') as has_check_in,
        bool_or(evidence_kind = 'parking') as has_parking,
        bool_or(evidence_kind = 'wifi') as has_wifi,
        min(seen_at) as first_seen_at
    from evidence
    group by member_uid, mall_id, business_date
),

-- The previous day on which the member was seen anywhere; two malls on one day are no step.
member_day as (
    select
        member_uid,
        business_date,
        lag(business_date) over (partition by member_uid order by business_date) as previous_date
    from visit_day
    group by member_uid, business_date
),

final as (
    select
        md5(concat_ws(
            '|', visit_day.member_uid, visit_day.mall_id, cast(visit_day.business_date as varchar)
        )) as visit_day_id,
        visit_day.member_uid,
        visit_day.mall_id,
        visit_day.business_date,
        visit_day.first_seen_at,
        concat_ws(
            ';',
            case when visit_day.has_redemption then 'redemption' end,
            case when visit_day.has_ticket then 'ticket' end,
            case when visit_day.has_check_in then 'check_in' end,
            case when visit_day.has_parking then 'parking' end,
            case when visit_day.has_wifi then 'wifi' end
        ) as evidence,
        case
            when visit_day.has_redemption then 'redemption'
            when visit_day.has_ticket then 'ticket'
            when visit_day.has_check_in then 'check_in'
            when visit_day.has_parking then 'parking'
            when visit_day.has_wifi then 'wifi'
        end as strongest_evidence,
        cast(visit_day.business_date - member_day.previous_date as bigint) as days_since_previous
    from visit_day
    inner join member_day
        on
            visit_day.member_uid = member_day.member_uid
            and visit_day.business_date = member_day.business_date
)

select * from final
