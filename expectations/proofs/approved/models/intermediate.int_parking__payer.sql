-- grain: plate_hash. A car whose driver paid for parking while nobody had bound its plate, on the day of the
-- first such payment: whether and when the plate was bound afterwards, how soon the member was written to,
-- and whether a parking benefit was redeemed.
with binding as (
    select * from "intermediate"."int_parking__plate_binding"
),

paid as (
    select
        plate_hash,
        mall_id,
        business_date,
        coalesce(out_at, in_at) as paid_at,
        session_key
    from "intermediate"."int_parking__session"
    where paid_fen > 0 and plate_hash is not null
),

unbound as (
    select
        paid.*,
        row_number() over (
            partition by paid.plate_hash order by paid.paid_at, paid.session_key
        ) as payment_no
    from paid
    left join binding on paid.plate_hash = binding.plate_hash and paid.paid_at >= binding.bound_at
    where binding.plate_hash is null
),

payer as (
    select * from unbound where payment_no = 1
),

clock as (
    select * from "staging"."stg_master__clock" where object_type = 'mall'
),

bound as (
    select
        payer.plate_hash,
        min(binding.bound_at) as bound_at,
        min_by(binding.member_uid, row(binding.bound_at, binding.member_uid)) as member_uid
    from payer
    inner join binding on payer.plate_hash = binding.plate_hash
    group by payer.plate_hash
),

dated as (
    select
        payer.plate_hash,
        payer.mall_id,
        payer.business_date as paid_on,
        bound.bound_at,
        bound.member_uid,
        cast(timezone(coalesce(clock.timezone, 'Asia/Shanghai'), timezone('UTC', bound.bound_at)) - coalesce(clock.business_day_cut_hour, 0) * interval '1' hour as date) as bound_on
    from payer
    left join clock on payer.mall_id = clock.object_id
    left join bound on payer.plate_hash = bound.plate_hash
),

binder as (
    select * from dated
    where bound_on < (paid_on + 30)
),

welcomed as (
    select
        binder.plate_hash,
        min(send.sent_at) as welcomed_at
    from binder
    inner join "core"."fct_outreach" as send
        on
            binder.member_uid = send.member_uid
            and send.is_reached
            and binder.bound_at <= send.sent_at
            and send.sent_at < binder.bound_at + interval '1' hour * 24
    group by binder.plate_hash
),

redeemed as (
    select distinct binder.plate_hash
    from binder
    inner join "intermediate"."int_benefit__state" as redemption
        on
            binder.member_uid = redemption.member_uid
            and redemption.state = 'redeemed'
            and binder.bound_on <= redemption.business_date
            and (binder.bound_on + 7) > redemption.business_date
    inner join "core"."dim_benefit" as benefit
        on
            redemption.benefit_id = benefit.benefit_id
            and benefit.is_last_known
            and benefit.trigger = 'visit'
)

select
    dated.plate_hash,
    dated.mall_id,
    dated.paid_on,
    binder.plate_hash is not null as is_bound_30d,
    date_diff('minute', binder.bound_at, welcomed.welcomed_at) as welcome_minutes,
    redeemed.plate_hash is not null as has_redeemed_7d
from dated
left join binder on dated.plate_hash = binder.plate_hash
left join welcomed on dated.plate_hash = welcomed.plate_hash
left join redeemed on dated.plate_hash = redeemed.plate_hash
