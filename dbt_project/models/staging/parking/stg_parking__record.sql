-- One row per record_key: what a car park's system said of a car at a gate, as last delivered; a stay may
-- have several. Local times are read on the clock of the mall that the park belongs to.
{{ config(materialized='table') }}

with delivered as (
    {{ delivered_rows('parking') }}
),

park as (
    select * from {{ ref('stg_master__park') }}
),

timed as (
    select
        delivered.*,
        park.mall_id,
        coalesce(park.timezone, '{{ var("default_timezone") }}') as mall_timezone,
        coalesce(park.business_day_cut_hour, 0) as business_day_cut_hour,
        {{ utc_instant('in_at', 'mall_timezone', 'delivered') }} as in_at,
        {{ utc_instant('out_at', 'mall_timezone', 'delivered') }} as out_at
    from delivered
    left join park on delivered.park_code = park.park_code
),

keyed as (
    select
        *,
        -- A park's record number, else plate and entry; words for "no plate" leave the lanes and the exit.
        case
            when record_id is not null then md5(concat_ws('|', park_code, 'record', record_id))
            when in_at is not null and plate_hash is not null
                then md5(concat_ws('|', park_code, 'plate', plate_hash, cast(in_at as varchar)))
            else {{ row_fingerprint([
                'park_code', 'plate_hash', 'in_at', 'entry_lane', 'out_at', 'exit_lane'
            ]) }}
        end as session_key
    from timed
),

recorded as (
    select
        *,
        {{ row_fingerprint(['session_key', 'in_at', 'out_at']) }} as record_key
    from keyed
),

latest as (
    {{ latest_delivery('recorded', ['record_key']) }}
)

select
    record_key,
    session_key,
    park_code,
    mall_id,
    mall_timezone,
    business_day_cut_hour,
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
    due_fen,
    discount_fen,
    coalesce(paid_fen, cash_fen + epay_fen, cash_fen, epay_fen) as paid_fen,
    payment_method,
    coalesce(upload = 'late', false) as is_late_upload,
    -- Orders the records of a stay: the later delivery tells more, and in a file the later line.
    delivery_rank,
    file_row_number,
    delivered_on
from latest
