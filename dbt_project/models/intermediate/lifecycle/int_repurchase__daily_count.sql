-- grain: date, mall_id. Buyers of the trailing 30 and 60 days at the end of each day, and those of them who
-- bought on two days or more, by home mall; a purchase at any mall counts.
with buyer as (
    select
        coalesce(anchor.home_mall_id, 'unknown') as mall_id,
        state.valid_from,
        state.valid_to,
        state.purchase_days_30d,
        state.purchase_days_60d
    from {{ ref('int_member__state') }} as state
    inner join {{ ref('int_member__anchor') }} as anchor on state.member_uid = anchor.member_uid
    where state.purchase_days_60d > 0
),

summed as (
    {{ interval_sums('buyer', ['mall_id'], [
        {'name': 'buyers_30d', 'value': 'case when purchase_days_30d >= 1 then 1 else 0 end'},
        {'name': 'repeat_buyers_30d', 'value': 'case when purchase_days_30d >= 2 then 1 else 0 end'},
        {'name': 'buyers_60d', 'value': '1'},
        {'name': 'repeat_buyers_60d', 'value': 'case when purchase_days_60d >= 2 then 1 else 0 end'},
    ]) }}

    select * from swept
),

bounds as (
    select
        min(valid_from) as first_day,
        {{ as_of_date() }} as last_day
    from summed
),

calendar as (
    {{ day_series('bounds', 'first_day', 'last_day') }}
)

select
    calendar.date_day as date,
    summed.mall_id,
    summed.buyers_30d,
    summed.repeat_buyers_30d,
    summed.buyers_60d,
    summed.repeat_buyers_60d
from summed
inner join calendar
    on summed.valid_from <= calendar.date_day and summed.valid_to > calendar.date_day
