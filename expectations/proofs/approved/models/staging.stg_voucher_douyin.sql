-- One row per voucher_key: a verification of a Douyin certificate, or a certificate of which only a
-- notice is known. A record tells more than a certificate, that more than an answer; of one kind the
-- latest delivery counts, and what it leaves out is taken from the others.


with delivered as (
    select
        feed_row.*,
        delivery.delivered_on,
        delivery.delivery_rank
    from "raw"."voucher_douyin" as feed_row
    inner join "control"."delivery" as delivery
        on
            delivery.feed = 'voucher_douyin'
            and delivery.file_id = feed_row._file_id
),

timed as (
    select
        *,
        coalesce(
        verified_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', verified_at_local))
    ) as told_at,
        coalesce(
        cancelled_at_utc,
        timezone('UTC', timezone('Asia/Shanghai', cancelled_at_local))
    ) as undone_at,
        row(case source_shape when 'record' then 3 when 'certificate' then 2 when 'verified' then 1 else 0 end, delivery_rank, file_row_number) as weight
    from delivered
),

verification as (
    select
        verify_id,
        max_by(certificate_id, weight) as certificate_id,
        max_by(state, weight) as state,
        max_by(told_at, weight) as verified_at,
        max_by(undone_at, weight) as cancelled_at,
        max_by(account_id, weight) as account_id,
        max_by(poi_id, weight) as poi_id,
        max_by(order_id, weight) as order_id,
        max_by(sku_id, weight) as sku_id,
        max_by(original_fen, weight) as original_fen,
        max_by(pay_fen, weight) as pay_fen,
        max_by(merchant_ticket_fen, weight) as merchant_ticket_fen,
        max_by(platform_discount_fen, weight) as platform_discount_fen,
        max_by(phone_hash, weight) as phone_hash,
        min(delivered_on) as delivered_on
    from timed
    where verify_id is not null
    group by verify_id
),

notice as (
    select
        certificate_id,
        min(case when state = 'verified' then told_at end) as verified_at,
        max(case when state <> 'verified' then told_at end) as undone_at,
        max_by(state, told_at) as state,
        max_by(account_id, weight) as account_id,
        max_by(order_id, weight) as order_id,
        max_by(phone_hash, weight) as phone_hash,
        min(delivered_on) as delivered_on
    from timed
    where source_shape = 'notice'
    group by certificate_id
),

-- A certificate may be verified again after a cancellation: a notice undoes the last verification before it.
newest as (
    select
        *,
        lead(verified_at) over (
            partition by certificate_id order by verified_at asc, verify_id asc
        ) as next_verified_at
    from verification
),

noticed as (
    select
        newest.*,
        notice.order_id as noticed_order_id,
        notice.phone_hash as noticed_phone_hash,
        case
            when
                notice.undone_at >= newest.verified_at
                and (newest.next_verified_at is null or notice.undone_at < newest.next_verified_at)
                then notice.undone_at
        end as noticed_undone_at,
        notice.state as noticed_state
    from newest
    left join notice on newest.certificate_id = notice.certificate_id
),

unseen as (
    select notice.*
    from notice
    left join verification on notice.certificate_id = verification.certificate_id
    where verification.certificate_id is null
),

final as (
    select
        verify_id as voucher_key,
        verify_id,
        certificate_id,
        case
            when state <> 'verified' then state
            when noticed_undone_at is not null then noticed_state
            else state
        end as state,
        verified_at,
        coalesce(cancelled_at, noticed_undone_at) as cancelled_at,
        account_id,
        poi_id,
        coalesce(order_id, noticed_order_id) as order_id,
        sku_id,
        original_fen,
        pay_fen,
        merchant_ticket_fen,
        platform_discount_fen,
        coalesce(phone_hash, noticed_phone_hash) as phone_hash,
        delivered_on
    from noticed
    union all
    select
        'certificate|' || certificate_id as voucher_key,
        cast(null as varchar) as verify_id,
        certificate_id,
        state,
        coalesce(verified_at, undone_at) as verified_at,
        case when state <> 'verified' then undone_at end as cancelled_at,
        account_id,
        cast(null as varchar) as poi_id,
        order_id,
        cast(null as varchar) as sku_id,
        cast(null as bigint) as original_fen,
        cast(null as bigint) as pay_fen,
        cast(null as bigint) as merchant_ticket_fen,
        cast(null as bigint) as platform_discount_fen,
        phone_hash,
        delivered_on
    from unseen
)

select * from final
