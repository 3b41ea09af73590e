-- grain: benefit_id, month_start. Coupons of a benefit by the state in which they stood at a month's end,
-- the last month ending with the as-of day; and what the month itself saw: coupons issued, redeemed, their
-- cost by bearer, the sales they brought, what a member got of them, and, so far, how many of those run out
-- were redeemed.
{%- set states = ['issued', 'claimed', 'redeemed', 'expired', 'cancelled', 'refunded'] %}
{%- set amounts = ['cost_fen', 'mall_fen', 'merchant_fen', 'platform_fen', 'attributed_fen', 'halo_fen'] %}
with month_end as (
    select * from {{ ref('int_benefit__month_end') }}
),

move as (
    select
        benefit_id,
        month_start,
        state,
        1 as coupons
    from month_end
    union all
    select
        benefit_id,
        month_start,
        previous_state as state,
        -1 as coupons
    from month_end
    where previous_state is not null
),

redemption as (
    select
        fact.benefit_id,
        cast(date_trunc('month', fact.business_date) as date) as month_start,
        share.cost_fen,
        share.mall_fen,
        share.merchant_fen,
        share.platform_fen,
        fact.ticket_id,
        fact.attributed_fen,
        fact.halo_fen
    from {{ ref('fct_benefit') }} as fact
    left join {{ ref('int_benefit__cost_share') }} as share
        on fact.coupon_code = share.source_key and share.source_feed = 'benefit_ledger'
    where fact.state = 'redeemed'
),

run_out as (
    select
        benefit_id,
        cast(date_trunc('month', matures_on) as date) as month_start,
        count(*) as coupons,
        count(*) filter (where is_redeemed_in_validity) as redeemed
    from {{ ref('int_benefit__coupon') }}
    where matures_on <= {{ as_of_date() }}
    group by benefit_id, date_trunc('month', matures_on)
),

member_top as (
    select
        member_month.benefit_id,
        member_month.month_start,
        max(member_month.coupons) as max_member_coupons,
        max(member_month.spent_fen) as max_member_spent_fen,
        count(*) filter (
            where member_month.spent_fen > nullif(benefit.cap_member_month_fen, 0)
        ) as members_over_cap
    from {{ ref('int_benefit__member_month') }} as member_month
    left join {{ ref('dim_benefit') }} as benefit
        on member_month.benefit_id = benefit.benefit_id and benefit.is_last_known
    group by member_month.benefit_id, member_month.month_start
),

moved as (
    select
        {%- for state in states %}
        sum(coupons) filter (where state = '{{ state }}') as {{ state }},
        {%- endfor %}
        benefit_id,
        month_start
    from move
    group by benefit_id, month_start
),

given as (
    select
        benefit_id,
        month_start,
        count(*) as coupons
    from month_end
    where previous_state is null
    group by benefit_id, month_start
),

taken as (
    select
        {%- for name in amounts %}
        sum({{ name }}) as {{ name }},
        {%- endfor %}
        benefit_id,
        month_start,
        count(*) as redemptions,
        count(ticket_id) as linked
    from redemption
    group by benefit_id, month_start
),

seen as (
    select
        benefit_id,
        month_start
    from moved
    union all
    select
        benefit_id,
        month_start
    from taken
),

bounds as (
    select
        benefit_id,
        min(month_start) as first_day
    from seen
    group by benefit_id
),

all_days as (
    select
        min(first_day) as first_day,
        {{ as_of_date() }} as last_day
    from bounds
),

day as (
    {{ day_series('all_days', 'first_day', 'last_day') }}
),

month as (
    select
        cast(date_trunc('month', date_day) as date) as month_start,
        max(date_day) as last_on
    from day
    group by date_trunc('month', date_day)
)

select
    bounds.benefit_id,
    month.month_start,
    month.last_on,
    {{ period_end("'month'", 'month.month_start') }} <= {{ as_of_date() }} as is_over,
    {%- for state in states %}
    cast(coalesce(sum(moved.{{ state }}) over so_far, 0) as bigint) as state_{{ state }},
    {%- endfor %}
    cast(coalesce(sum(given.coupons) over so_far, 0) as bigint) as issued,
    coalesce(given.coupons, 0) as issued_in_month,
    coalesce(taken.redemptions, 0) as redemptions,
    coalesce(taken.linked, 0) as linked,
    {%- for name in amounts %}
    cast(coalesce(taken.{{ name }}, 0) as bigint) as {{ name }},
    {%- endfor %}
    cast(coalesce(sum(run_out.coupons) over so_far, 0) as bigint) as run_out,
    cast(coalesce(sum(run_out.redeemed) over so_far, 0) as bigint) as run_out_redeemed,
    coalesce(member_top.members_over_cap, 0) as members_over_cap,
    cast(coalesce(member_top.max_member_coupons, 0) as bigint) as max_member_coupons,
    cast(coalesce(member_top.max_member_spent_fen, 0) as bigint) as max_member_spent_fen
from bounds
inner join month on bounds.first_day <= month.month_start
{%- for part in ['moved', 'given', 'taken', 'run_out', 'member_top'] %}
left join {{ part }}
    on bounds.benefit_id = {{ part }}.benefit_id and month.month_start = {{ part }}.month_start
{%- endfor %}
window so_far as (
    partition by bounds.benefit_id order by month.month_start
    rows between unbounded preceding and current row
)
