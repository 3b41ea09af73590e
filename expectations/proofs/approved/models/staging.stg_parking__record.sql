-- One row per record_key: what a car park's system said of a car at a gate, as last delivered; a stay may
-- have several. Local times are read on the clock of the mall that the park belongs to.


with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."parking" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'parking'
            and delivery.file_id = feed_row._file_id
),

park as (
    select * from "staging"."stg_master__park"
),

timed as (
    select
        delivered.*,
        park.mall_id,
        coalesce(park.timezone, 'Asia/Shanghai') as mall_timezone,
        coalesce(park.business_day_cut_hour, 0) as business_day_cut_hour,
        coalesce(
        delivered.in_at_utc,
        timezone('UTC', timezone(mall_timezone, delivered.in_at_local))
    ) as in_at,
        coalesce(
        delivered.out_at_utc,
        timezone('UTC', timezone(mall_timezone, delivered.out_at_local))
    ) as out_at
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
            else md5(concat_ws(
        '|',
        coalesce(replace(cast(park_code as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(plate_hash as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(in_at as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(entry_lane as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(out_at as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(exit_lane as varchar), '|', '||'), '|-')
    ))
        end as session_key
    from timed
),

recorded as (
    select
        *,
        md5(concat_ws(
        '|',
        coalesce(replace(cast(session_key as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(in_at as varchar), '|', '||'), '|-'),
        coalesce(replace(cast(out_at as varchar), '|', '||'), '|-')
    )) as record_key
    from keyed
),

latest as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by record_key
                order by delivery_rank desc, file_row_number desc
            ) as delivery_order
        from recorded
    ) as ordered_delivery
    where delivery_order = 1
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
