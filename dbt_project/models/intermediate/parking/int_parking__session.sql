-- One row per session_key up to the as-of day: a car's stay in a car park, out of all records of it. A
-- record sent later tells more, and what it leaves out an earlier one gives. Stays of which only the
-- entry or only the exit was seen are kept.

with record as (
    select * from {{ ref('stg_parking__record') }}
),

merged as (
    select
        session_key,
        any_value(park_code) as park_code,
        any_value(mall_id) as mall_id,
        any_value(mall_timezone) as mall_timezone,
        any_value(business_day_cut_hour) as business_day_cut_hour,
        any_value(record_id) as record_id,
        {%- for column in [
            'plate_hash', 'card_no_hash', 'openid_hash', 'plate_color', 'vehicle_class', 'entry_lane', 'in_at',
            'exit_lane', 'out_at', 'due_fen', 'discount_fen', 'paid_fen', 'payment_method'
        ] %}
        max_by({{ column }}, row(delivery_rank, file_row_number)) as {{ column }},
        {%- endfor %}
        bool_or(is_late_upload) as has_late_upload,
        count(*) as record_count,
        min(delivered_on) as delivered_on
    from record
    group by session_key
),

final as (
    select
        session_key,
        park_code,
        mall_id,
        record_id,
        plate_hash,
        card_no_hash,
        openid_hash,
        plate_color,
        vehicle_class,
        entry_lane,
        in_at,
        exit_lane,
        out_at,
        in_at is not null as has_entry,
        out_at is not null as has_exit,
        {{ business_date('coalesce(in_at, out_at)', 'mall_timezone', 'business_day_cut_hour') }}
            as business_date,
        -- Gates whose clocks disagree tell no duration.
        case when out_at >= in_at then date_diff('minute', in_at, out_at) end as stay_minutes,
        due_fen,
        discount_fen,
        paid_fen,
        payment_method,
        has_late_upload,
        record_count,
        delivered_on
    from merged
)

select * from final
where business_date <= {{ as_of_date() }}
