-- grain: member_uid, tag, valid_from. Tags that follow from community orders of 90 days, on each day on
-- which the rule held at its end: price_sensitive by items below list price, quality_life by items of the
-- top price band, weekend_stocker by orders at weekends with a large basket.
with line as (
    select * from {{ ref('fct_order_line') }}
    where not is_cancelled and member_uid is not null and business_date <= {{ as_of_date() }}
),

product as (
    select * from {{ ref('dim_product') }} where is_last_known
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
    {{ trailing_state('order_day', measures=[
        {'name': 'orders', 'value': 'orders', 'days': 90},
        {'name': 'items', 'value': 'items', 'days': 90},
        {'name': 'discount_items', 'value': 'discount_items', 'days': 90},
        {'name': 'top_items', 'value': 'top_items', 'days': 90},
        {'name': 'weekend_orders', 'value': 'weekend_orders', 'days': 90},
        {'name': 'paid_fen', 'value': 'paid_fen', 'days': 90},
    ]) }}

    select
        *,
        cast(paid_fen as double) / nullif(orders, 0) as basket_fen
    from swept
),

bounds as (
    select
        min(valid_from) as first_day,
        {{ as_of_date() }} as last_day
    from state
),

calendar as (
    {{ day_series('bounds', 'first_day', 'last_day') }}
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
        percentile_disc({{ var('tag_basket_percentile') }}) within group (order by state.basket_fen)
            as large_basket_fen
    from month_start
    left join state
        on
            {{ add_days('month_start.valid_from', -1) }} >= state.valid_from
            and {{ add_days('month_start.valid_from', -1) }} < state.valid_to
            and state.orders >= {{ var('tag_min_orders') }}
    group by month_start.valid_from
),

judged as (
    select
        state.member_uid,
        greatest(state.valid_from, threshold.valid_from) as valid_from,
        least(state.valid_to, threshold.valid_to) as valid_to,
        state.discount_items >= {{ var('tag_discount_item_share') }} * state.items as is_price_sensitive,
        state.top_items >= {{ var('tag_top_band_item_share') }} * state.items as is_quality_life,
        state.weekend_orders >= {{ var('tag_weekend_order_share') }} * state.orders
        and coalesce(state.basket_fen >= threshold.large_basket_fen, false) as is_weekend_stocker
    from state
    inner join threshold
        on state.valid_from < threshold.valid_to and state.valid_to > threshold.valid_from
    where state.orders >= {{ var('tag_min_orders') }}
),

tagged as (
    {%- for tag in ['price_sensitive', 'quality_life', 'weekend_stocker'] %}
    {{ 'union all' if not loop.first }}
    select
        concat(member_uid, '|{{ tag }}') as object_key,
        member_uid,
        '{{ tag }}' as tag,
        valid_from,
        valid_to
    from judged
    where is_{{ tag }}
    {%- endfor %}
),

merged as (
    {{ merged_intervals('tagged', ['member_uid', 'tag'], key='object_key') }}
)

select
    member_uid,
    tag,
    valid_from,
    valid_to
from merged
