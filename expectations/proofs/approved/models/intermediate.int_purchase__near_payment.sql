-- One row per payment_key that a till ticket goes with: the same shop and amount, a sale with a sale, a
-- return with a return, at most `same_ticket_minutes` apart. One to one: of all pairs the nearest in time
-- comes first, then the smaller ids, and neither side is taken twice.

with recursive ticket as (
    select
        ticket_id,
        ticket_kind,
        shop_id,
        abs(net_fen) as amount_fen,
        sold_at
    from "intermediate"."int_purchase__till_ticket"
    where shop_id is not null and net_fen <> 0
),

-- A stretch of time and its neighbours hold all that is near: a shop of one price is not joined with itself.
payment as (
    select
        *,
        cast(floor(epoch(paid_at) / (10 * 60 + 1)) as bigint) as stretch
    from "intermediate"."int_payment__payment"
    where shop_id is not null and amount_fen > 0
),

around as (
    select
        *,
        neighbour.step
        + cast(floor(epoch(sold_at) / (10 * 60 + 1)) as bigint) as stretch
    from ticket
    cross join (values (-1), (0), (1)) as neighbour (step)
),

pair as (
    select
        payment.payment_key,
        around.ticket_id,
        around.ticket_kind,
        around.shop_id,
        around.amount_fen,
        around.sold_at,
        payment.paid_at,
        abs(date_diff('second', around.sold_at, payment.paid_at)) as seconds_apart
    from payment
    inner join around
        on
            payment.shop_id = around.shop_id
            and payment.payment_kind = around.ticket_kind
            and payment.amount_fen = around.amount_fen
            and payment.stretch = around.stretch
    where
        abs(date_diff('second', around.sold_at, payment.paid_at))
        <= 10 * 60
),

-- Pairs without a pause between them compete; a pause longer than the limit parts them.
moment as (
    select
        ticket_kind,
        shop_id,
        amount_fen,
        least(sold_at, paid_at) as starts_at,
        max(greatest(sold_at, paid_at)) over (
            partition by ticket_kind, shop_id, amount_fen
            order by least(sold_at, paid_at) asc, payment_key asc, ticket_id asc
            rows between unbounded preceding and 1 preceding
        ) as ended_at,
        payment_key,
        ticket_id,
        seconds_apart
    from pair
),

clustered as (
    select
        *,
        sum(case when ended_at is null or starts_at > ended_at then 1 else 0 end) over (
            partition by ticket_kind, shop_id, amount_fen
            order by starts_at asc, payment_key asc, ticket_id asc
        ) as cluster_no
    from moment
),

ranked as (
    select
        md5(concat_ws('|', ticket_kind, shop_id, amount_fen, cluster_no)) as cluster_key,
        payment_key,
        ticket_id,
        seconds_apart,
        row_number() over (
            partition by ticket_kind, shop_id, amount_fen, cluster_no
            order by seconds_apart asc, ticket_id asc, payment_key asc
        ) as pair_no
    from clustered
),

settled as (
    select
        cluster_key,
        pair_no,
        payment_key,
        ticket_id,
        seconds_apart,
        [payment_key, ticket_id] as taken,
        true as is_match
    from ranked
    where pair_no = 1
    union all
    select
        ranked.cluster_key,
        ranked.pair_no,
        ranked.payment_key,
        ranked.ticket_id,
        ranked.seconds_apart,
        case
            when list_has_any(settled.taken, [ranked.payment_key, ranked.ticket_id]) then settled.taken
            else list_concat(settled.taken, [ranked.payment_key, ranked.ticket_id])
        end as taken,
        not list_has_any(settled.taken, [ranked.payment_key, ranked.ticket_id]) as is_match
    from settled
    inner join ranked
        on settled.cluster_key = ranked.cluster_key and settled.pair_no + 1 = ranked.pair_no
),

final as (
    select
        payment_key,
        ticket_id,
        seconds_apart
    from settled
    where is_match
)

select * from final
