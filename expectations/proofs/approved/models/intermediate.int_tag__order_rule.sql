-- grain: member_uid, tag, valid_from. Tags that follow from community orders of 90 days, on each day on
-- which the rule held at its end: price_sensitive by items below list price, quality_life by items of the
-- top price band, weekend_stocker by orders at weekends with a large basket.
with line as (
    select * from "core"."fct_order_line"
    where not is_cancelled and member_uid is not null and business_date <= (select as_of_date from "control"."run")
),

product as (
    select * from "core"."dim_product" where is_last_known
),

order_day as (
    select
        line.member_uid,
        line.business_date,
        count(distinct line.order_key) as orders,
        count(*) as items,
        sum(case when line.paid_fen < line.line_fen then 1 else 0 end) as discount_items,
        sum(case when product.price_band = 'top' then 1 else 0 end) as top_items,
        count(
            distinct case when extract(isodow from line.business_date) >= 6 then line.order_key end
        ) as weekend_orders,
        sum(line.paid_fen) as paid_fen
    from line
    left join product on line.sku_id = product.sku_id
    group by line.member_uid, line.business_date
),

state as (
    with delta as (
    select
        member_uid,
        business_date as changes_on,
        orders as orders,
        items as items,
        discount_items as discount_items,
        top_items as top_items,
        weekend_orders as weekend_orders,
        paid_fen as paid_fen
    from order_day
    union all
    select
        member_uid,
        (business_date + 90) as changes_on,
        -(orders) as orders,
        -(items) as items,
        -(discount_items) as discount_items,
        -(top_items) as top_items,
        -(weekend_orders) as weekend_orders,
        -(paid_fen) as paid_fen
    from order_day
),

changed as (
    select
        member_uid,
        changes_on,
        sum(orders) as orders,
        sum(items) as items,
        sum(discount_items) as discount_items,
        sum(top_items) as top_items,
        sum(weekend_orders) as weekend_orders,
        sum(paid_fen) as paid_fen
    from delta
    where changes_on <= (select as_of_date from "control"."run")
    group by member_uid, changes_on
),

swept as (
    select
        member_uid,
        changes_on as valid_from,
        coalesce(lead(changes_on) over later, ((select as_of_date from "control"."run") + 1)) as valid_to,
        cast(sum(orders) over so_far as bigint) as orders,
        cast(sum(items) over so_far as bigint) as items,
        cast(sum(discount_items) over so_far as bigint) as discount_items,
        cast(sum(top_items) over so_far as bigint) as top_items,
        cast(sum(weekend_orders) over so_far as bigint) as weekend_orders,
        cast(sum(paid_fen) over so_far as bigint) as paid_fen
    from changed
    window
        later as (partition by member_uid order by changes_on),
        so_far as (
            partition by member_uid order by changes_on
            rows between unbounded preceding and current row
        )
)

    select
        *,
        cast(paid_fen as double) / nullif(orders, 0) as basket_fen
    from swept
),

bounds as (
    select
        min(valid_from) as first_day,
        (select as_of_date from "control"."run") as last_day
    from state
),

calendar as (
    select cast(day_at as date) as date_day
    from (
        select unnest(generate_series(first_day, last_day, interval 1 day)) as day_at
        from bounds
    ) as series
),

month_start as (
    select distinct cast(date_trunc('month', date_day) as date) as valid_from
    from calendar
),

-- What a large basket is holds for a month and is known when it begins; without a base nothing is large.
threshold as (
    select
        month_start.valid_from,
        cast(month_start.valid_from + interval '1' month as date) as valid_to,
        percentile_disc(0.75) within group (order by state.basket_fen)
            as large_basket_fen
    from month_start
    left join state
        on
            (month_start.valid_from + -1) >= state.valid_from
            and (month_start.valid_from + -1) < state.valid_to
            and state.orders >= 3
    group by month_start.valid_from
),

judged as (
    select
        state.member_uid,
        greatest(state.valid_from, threshold.valid_from) as valid_from,
        least(state.valid_to, threshold.valid_to) as valid_to,
        state.discount_items >= 0.6 * state.items as is_price_sensitive,
        state.top_items >= 0.5 * state.items as is_quality_life,
        state.weekend_orders >= 0.7 * state.orders
        and coalesce(state.basket_fen >= threshold.large_basket_fen, false) as is_weekend_stocker
    from state
    inner join threshold
        on state.valid_from < threshold.valid_to and state.valid_to > threshold.valid_from
    where state.orders >= 3
),

tagged as (
    
    select
        concat(member_uid, '|price_sensitive') as object_key,
        member_uid,
        'price_sensitive' as tag,
        valid_from,
        valid_to
    from judged
    where is_price_sensitive
    union all
    select
        concat(member_uid, '|quality_life') as object_key,
        member_uid,
        'quality_life' as tag,
        valid_from,
        valid_to
    from judged
    where is_quality_life
    union all
    select
        concat(member_uid, '|weekend_stocker') as object_key,
        member_uid,
        'weekend_stocker' as tag,
        valid_from,
        valid_to
    from judged
    where is_weekend_stocker
),

merged as (
    select
        object_key,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        member_uid,
        tag
    from (
        select
            *,
            sum(is_start) over (
                partition by object_key order by valid_from rows between unbounded preceding and current row
            ) as island
        from (
            select
                *,
                case
                    when
                        lag(valid_to) over (partition by object_key order by valid_from) = valid_from
                        and lag(member_uid) over (partition by object_key order by valid_from) = member_uid
                        and lag(tag) over (partition by object_key order by valid_from) = tag
                        then 0
                    else 1
                end as is_start
            from tagged
        ) as marked
    ) as numbered
    group by object_key, island, member_uid, tag
)

select
    member_uid,
    tag,
    valid_from,
    valid_to
from merged
