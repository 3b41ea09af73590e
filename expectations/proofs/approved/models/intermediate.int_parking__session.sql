-- One row per session_key up to the as-of day: a car's stay in a car park, out of all records of it. A
-- record sent later tells more, and what it leaves out an earlier one gives. Stays of which only the
-- entry or only the exit was seen are kept.

with record as (
    select * from "staging"."stg_parking__record"
),

merged as (
    select
        session_key,
        any_value(park_code) as park_code,
        any_value(mall_id) as mall_id,
        any_value(mall_timezone) as mall_timezone,
        any_value(business_day_cut_hour) as business_day_cut_hour,
        any_value(record_id) as record_id,
        max_by(plate_hash, row(delivery_rank, file_row_number)) as plate_hash,
        max_by(card_no_hash, row(delivery_rank, file_row_number)) as card_no_hash,
        max_by(openid_hash, row(delivery_rank, file_row_number)) as openid_hash,
        max_by(plate_color, row(delivery_rank, file_row_number)) as plate_color,
        max_by(vehicle_class, row(delivery_rank, file_row_number)) as vehicle_class,
        max_by(entry_lane, row(delivery_rank, file_row_number)) as entry_lane,
        max_by(in_at, row(delivery_rank, file_row_number)) as in_at,
        max_by(exit_lane, row(delivery_rank, file_row_number)) as exit_lane,
        max_by(out_at, row(delivery_rank, file_row_number)) as out_at,
        max_by(due_fen, row(delivery_rank, file_row_number)) as due_fen,
        max_by(discount_fen, row(delivery_rank, file_row_number)) as discount_fen,
        max_by(paid_fen, row(delivery_rank, file_row_number)) as paid_fen,
        max_by(payment_method, row(delivery_rank, file_row_number)) as payment_method,
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
        cast(timezone(mall_timezone, timezone('UTC', coalesce(in_at, out_at))) - business_day_cut_hour * interval '1' hour as date)
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
where business_date <= (select as_of_date from "control"."run")
